"""What happens, recorded: the outbox that every reaction reads from."""

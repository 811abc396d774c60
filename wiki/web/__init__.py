"""The HTTP kit for the doors: declared routes, errors, CSRF, security headers, screens, static files, JSON."""

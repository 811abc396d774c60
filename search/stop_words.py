"""Words that say too little to be asked for alone. They are indexed all the same, for phrases and for such queries."""

_ENGLISH = """
a about above after all also am an and any are as at be been but by can did do does each for from had has have how i
if in into is it its me my no nor not of off on or our out own s so some such t than that the their them then there
these they this those to too up us was we were what when where which while who whom why will with would you your
"""
_CHINESE = """
的 了 是 在 有 和 与 及 或 吗 呢 么 吧 啊 之 其 被 把 给 对 从 到 为 以 就 都 也 还 又 而 并 于 由 个 这 那
我 你 他 她 它 们 什么 怎么 怎样 怎么样 如何 为何 为什么 哪 哪些 哪个 哪里 哪儿 哪条 哪种 哪几个 谁 几 几个 多少
没有 过 多大 多久 是否 能否 可否 可以 能不能 是不是 可不可以 我们 你们 他们 一个 这个 那个 这些 那些
"""
STOP_WORDS = frozenset((_ENGLISH + _CHINESE).split())

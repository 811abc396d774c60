// The contents of a page: the section being read is marked.

const links = [...document.querySelectorAll(".toc a[href^='#']")];

// The browser keeps a Chinese anchor encoded in link.hash; as a page's own fragment it is decoded for us.
const target = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

function mark(heading) {
  for (const link of links) {
    if (target(link) === heading) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (links.length && "IntersectionObserver" in window) {
  const watch = new IntersectionObserver((entries) => {
    const seen = entries.find((entry) => entry.isIntersecting);
    if (seen) mark(seen.target);
  }, { rootMargin: "-70px 0px -70% 0px" });
  for (const link of links) {
    const heading = target(link);
    if (heading) watch.observe(heading);
  }
}

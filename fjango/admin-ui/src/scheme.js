// Before the first paint: a file, not inline, because the page allows no inline script.
(function () {
  var scheme = null
  try {
    scheme = localStorage.getItem('mantine-color-scheme-value')
  } catch (_) {}
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
})()

// Before the first paint, so that a dark screen at night never flashes white. The key is declared in src/storage.ts.
try {
  const theme = localStorage.getItem('watchword.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be switched off; the system's preference then decides.
}

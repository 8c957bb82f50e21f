/** What is drawn on a canvas is not styled: the colours of another theme come with another drawing. */
const listeners = new Set<() => void>()
let watching = false

/** Called after the system or the person chose the other theme; returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  watch()
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** One observer for all drawings of a page. */
function watch(): void {
  if (watching) return
  watching = true
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell)
  new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ['data-theme'] })
}

import './colors.css'
import { onThemeChange } from './theme.ts'

const resolved = new Map<string, string>()
let listening = false

/** A canvas knows no variables and no `light-dark`: what they are on this element, now. */
export function resolveColor(element: HTMLElement, color: string): string {
  if (!listening) {
    listening = true
    // Asked for by every line at every drawing, and each answer has the browser work out styles.
    onThemeChange(() => resolved.clear())
  }
  const known = resolved.get(color)
  if (known !== undefined) return known
  const probe = element.ownerDocument.createElement('span')
  probe.style.color = color
  element.append(probe)
  const { color: found } = getComputedStyle(probe)
  probe.remove()
  resolved.set(color, found)
  return found
}

/** uPlot in a box: as wide as the box, in the colours that the theme has now. */
import 'uplot/dist/uPlot.min.css'
import type uPlot from 'uplot'
import { onThemeChange } from './theme.ts'

/** Follows the size of the box and the theme until `end` is called. */
export function keepPlot(plot: uPlot, element: HTMLElement, heightOf: () => number): { end: () => void } {
  const observer = new ResizeObserver(() => {
    const [width, height] = [element.clientWidth, heightOf()]
    if (width > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height })
  })
  observer.observe(element)
  const stop = onThemeChange(() => plot.redraw())
  return {
    end: () => {
      observer.disconnect()
      stop()
      plot.destroy()
    },
  }
}

import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { CheckLatency } from '../../../api.ts'
import { absolute, duration } from '../../../format.ts'

type Props = { latency: CheckLatency; from: string; to: string }

const heightPx = 220

/** Median and 95th percentile of the answers; where none came there is a gap. */
export function LatencyChart({ latency, from, to }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const { x, median, p95 } = seriesOf(latency)
    const color = (name: string): string => getComputedStyle(element).getPropertyValue(name)
    const axis = { stroke: () => color('--muted'), grid: { stroke: () => color('--line'), width: 1 } }
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: heightPx,
        cursor: { y: false },
        scales: {
          x: { time: true, range: [Date.parse(from) / 1000, Date.parse(to) / 1000] },
          y: { range: (_, __, max) => [0, Math.max(10, max * 1.1)] },
        },
        axes: [
          { ...axis, ticks: { show: false }, values: (_, at) => at.map(tickWords) },
          { ...axis, ticks: { show: false }, size: 64, values: (_, values) => values.map((value) => duration(value)) },
        ],
        series: [
          { value: (_, at) => (at === null ? '' : absolute(new Date(at * 1000))) },
          { label: 'Median', stroke: () => color('--accent'), width: 2, value: shown, spanGaps: false },
          { label: '95 %', stroke: () => color('--faint'), width: 1, dash: [4, 3], value: shown, spanGaps: false },
        ],
      },
      [x, median, p95],
      element,
    )
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }))
    observer.observe(element)
    // It is drawn, not styled: the colours of another theme come with another drawing.
    const redraw = (): void => plot.redraw()
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', redraw)
    const chosen = new MutationObserver(redraw)
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      observer.disconnect()
      system.removeEventListener('change', redraw)
      chosen.disconnect()
      plot.destroy()
    }
  }, [latency, from, to])
  return (
    <>
      <div
        ref={box}
        aria-hidden
        className="min-h-64 overflow-hidden text-xs [&_.u-legend]:text-xs! [&_.u-legend_th]:font-medium!"
      />
      <details className="mt-1 text-xs">
        <summary className="w-max rounded text-muted hover:text-text">As a table</summary>
        <div className="mt-2 max-h-64 overflow-auto" tabIndex={0} role="region" aria-label="Response times">
          <table className="w-full text-left">
            <thead className="text-faint">
              <tr>
                {['Time', 'Checks', 'Failed', 'Median', '95 %', 'Longest'].map((name) => (
                  <th key={name} scope="col" className="py-1 pr-3 font-normal">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {latency.points.map(({ at, checks, failed, medianMs, p95Ms, maxMs }) => (
                <tr key={at} className="border-t border-line">
                  <td className="py-1 pr-3 whitespace-nowrap">{absolute(new Date(at))}</td>
                  <td>{checks}</td>
                  <td>{failed}</td>
                  {[medianMs, p95Ms, maxMs].map((value, place) => (
                    <td key={place}>{value === null ? 'none' : duration(value)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}

const shown = (_: uPlot, value: number | null): string => (value === null ? 'none' : duration(value))

/** The time of day; at midnight, where the day changes, the day. */
function tickWords(atSeconds: number): string {
  const at = new Date(atSeconds * 1000)
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
  return isMidnight
    ? at.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })
    : at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

type Line = (number | null)[]

/** A step without a result becomes a gap, and no line over it. */
function seriesOf({ points, stepSeconds }: CheckLatency): { x: number[]; median: Line; p95: Line } {
  const x: number[] = []
  const median: Line = []
  const p95: Line = []
  for (const { at, medianMs, p95Ms } of points) {
    const seconds = Date.parse(at) / 1000
    const last = x.at(-1)
    if (last !== undefined && seconds - last > 1.5 * stepSeconds) {
      x.push(last + stepSeconds)
      median.push(null)
      p95.push(null)
    }
    x.push(seconds)
    median.push(medianMs)
    p95.push(p95Ms)
  }
  return { x, median, p95 }
}

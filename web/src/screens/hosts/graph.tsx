import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { axisLook } from '../../components/chart/axes.ts'
import { resolveColor } from '../../components/chart/colors.ts'
import { keepPlot } from '../../components/chart/plot.ts'
import { absolute, shortClock } from '../../format.ts'

type GraphLine = { label: string; values: readonly (number | null)[] }

type Props = {
  title: string
  /** One for each value. */
  times: readonly string[]
  lines: readonly GraphLine[]
  words: (value: number) => string
  /** Of the axis, where it is not as large as the values. */
  max?: number
}

const heightPx = 150

/** One or two lines over the last hour; where nothing is known there is a gap. */
export function HostGraph({ title, times, lines, words, max }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const color = (name: string): string => resolveColor(element, `var(${name})`)
    const axis = axisLook(element)
    const shown = (_: uPlot, value: number | null): string => (value === null ? 'unknown' : words(value))
    const looks = [
      { stroke: () => color('--accent'), width: 2 },
      { stroke: () => color('--muted'), width: 1.5, dash: [4, 3] },
    ]
    const x = times.map((time) => Date.parse(time) / 1000)
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: heightPx,
        cursor: { y: false, sync: { key: 'host' } },
        scales: { x: { time: true }, y: { range: (_, __, top) => [0, max ?? Math.max(1024, top * 1.1)] } },
        axes: [
          { ...axis, values: (_, at) => at.map((one) => shortClock(new Date(one * 1000))) },
          { ...axis, size: 72, space: 34, values: (_, at) => at.map((one) => words(one)) },
        ],
        series: [
          { value: (_, at) => (at === null ? '' : absolute(new Date(at * 1000))) },
          ...lines.map(({ label }, place) => ({ ...looks[place % 2], label, value: shown, spanGaps: false })),
        ],
      },
      [x, ...lines.map(({ values }) => [...values])],
      element,
    )
    return keepPlot(plot, element, () => heightPx).end
  }, [times, lines, words, max])
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-sm font-semibold">{title}</figcaption>
      <div ref={box} aria-hidden className="min-h-44 overflow-hidden text-xs [&_.u-legend]:text-xs!" />
      <details className="mt-1 text-xs">
        <summary className="w-max rounded text-muted hover:text-text">{title} as a table</summary>
        <div className="mt-2 max-h-56 overflow-auto" tabIndex={0} role="region" aria-label={`${title} as a table`}>
          <table className="w-full text-left">
            <thead className="text-faint">
              <tr>
                {['Time', ...lines.map(({ label }) => label)].map((name) => (
                  <th key={name} scope="col" className="py-1 pr-3 font-normal">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.map((time, at) => (
                <tr key={time} className="border-t border-line">
                  <td className="py-1 pr-3 whitespace-nowrap">{absolute(new Date(time))}</td>
                  {lines.map(({ label, values }) => {
                    const value = values[at] ?? null
                    return <td key={label}>{value === null ? 'unknown' : words(value)}</td>
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}

import { tickWords } from '../../../../components/chart/ticks.ts'
import type { PanelData } from '../panel-data.ts'

const tickPx = 92
const steps = [15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800]

/** Times below bands, at round places. */
export function Ticks({
  data: { fromMs, toMs },
  timeZone,
  left,
  width,
}: {
  data: PanelData
  timeZone: string | undefined
  left: number
  width: number
}) {
  const seconds = (toMs - fromMs) / 1000
  const step = steps.find((each) => seconds / each <= Math.max(1, width / tickPx)) ?? 2_592_000
  const first = Math.ceil(fromMs / 1000 / step) * step
  const count = Math.max(0, Math.floor((toMs / 1000 - first) / step) + 1)
  return (
    <div aria-hidden className="relative h-5 text-2xs text-muted" style={{ marginLeft: left }}>
      {Array.from({ length: count }, (_, at) => first + at * step).map((at) => (
        <span
          key={at}
          className="absolute top-0.5 -translate-x-1/2 whitespace-nowrap"
          style={{ left: `${((at * 1000 - fromMs) / (toMs - fromMs || 1)) * 100}%` }}
        >
          {tickWords(at, timeZone)}
        </span>
      ))}
    </div>
  )
}

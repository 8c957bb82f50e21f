import { Text } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import type { OptionProps } from './panel-options.tsx'

export function TimeOptions({ panel, setOption }: OptionProps) {
  const setText = (name: string) => (value: string) => setOption([name], value === '' ? undefined : value)
  return (
    <div className="grid grid-cols-2 gap-2">
      <Text label="Least step" placeholder="auto" value={panel.interval ?? ''} onChange={setText('interval')} />
      <Numeric
        label="Points at most"
        value={panel.maxDataPoints}
        min={1}
        max={11_000}
        step={1}
        onChange={(count) => setOption(['maxDataPoints'], count)}
      />
      <Text label="Always the last" placeholder="2h" value={panel.timeFrom ?? ''} onChange={setText('timeFrom')} />
      <Text label="Earlier by" placeholder="1d" value={panel.timeShift ?? ''} onChange={setText('timeShift')} />
    </div>
  )
}

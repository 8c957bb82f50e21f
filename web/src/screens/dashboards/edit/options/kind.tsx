import { Choice, Switch } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import type { OptionProps } from './panel-options.tsx'
import { LineOptions } from './line.tsx'
import { BarLook, Reduced, StatLook, TableLook } from './looks.tsx'

/** What each kind has of its own. */
export function KindOptions({ panel, setOption }: OptionProps) {
  const set = (name: string) => (value: unknown) => setOption(['options', name], value)
  if (panel.kind === 'timeseries') return <LineOptions panel={panel} setOption={setOption} />
  if (panel.kind === 'stat') return <StatLook {...{ panel, setOption }} />
  if (panel.kind === 'gauge') {
    return (
      <>
        <Reduced {...{ panel, setOption }} />
        <Switch
          label="Marks of the thresholds"
          on={panel.options.showThresholdMarkers}
          onChange={set('showThresholdMarkers')}
        />
        <Switch
          label="Numbers of the thresholds"
          on={panel.options.showThresholdLabels}
          onChange={set('showThresholdLabels')}
        />
      </>
    )
  }
  if (panel.kind === 'bargauge') return <BarLook {...{ panel, setOption }} />
  if (panel.kind === 'piechart') {
    return (
      <>
        <Reduced {...{ panel, setOption }} />
        <Choice
          label="Shape"
          value={panel.options.pieType}
          onChange={set('pieType')}
          options={[
            { value: 'pie', word: 'Pie' },
            { value: 'donut', word: 'Ring' },
          ]}
        />
      </>
    )
  }
  if (panel.kind === 'table') return <TableLook {...{ panel, setOption }} />
  if (panel.kind === 'heatmap') {
    return (
      <>
        <Switch
          label="Count the values here"
          hint="Off: the series are buckets, as of a histogram."
          on={panel.options.calculate}
          onChange={set('calculate')}
        />
        <Numeric
          label="Colours"
          min={2}
          max={128}
          step={1}
          value={panel.options.color.steps}
          onChange={(steps) => setOption(['options', 'color', 'steps'], steps)}
        />
      </>
    )
  }
  if (panel.kind === 'state-timeline') {
    return (
      <>
        <Switch label="Join what is the same" on={panel.options.mergeValues} onChange={set('mergeValues')} />
        <Choice
          label="Values"
          value={panel.options.showValue}
          onChange={set('showValue')}
          options={[
            { value: 'auto', word: 'Where there is room' },
            { value: 'always', word: 'Always' },
            { value: 'never', word: 'Never' },
          ]}
        />
      </>
    )
  }
  return <p className="text-muted">This kind has nothing of its own to set.</p>
}

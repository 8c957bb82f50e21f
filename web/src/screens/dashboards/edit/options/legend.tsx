import { calculations } from '#common/dashboards'
import { Choice, Switch } from '../controls.tsx'
import type { OptionProps } from './panel-options.tsx'

export function LegendOptions({ panel, setOption }: OptionProps) {
  if (panel.kind !== 'timeseries' && panel.kind !== 'piechart' && panel.kind !== 'state-timeline') return null
  const { legend, tooltip } = panel.options
  const set = (name: string, value: unknown): void => setOption(['options', 'legend', name], value)
  return (
    <>
      <Switch label="Legend" on={legend.show} onChange={(on) => set('showLegend', on)} />
      {legend.show && (
        <>
          <div className="grid grid-cols-2 gap-2">
            <Choice
              label="As"
              value={legend.mode}
              onChange={(mode) => set('displayMode', mode)}
              options={[
                { value: 'list', word: 'List' },
                { value: 'table', word: 'Table' },
              ]}
            />
            <Choice
              label="Stands"
              value={legend.placement}
              onChange={(placement) => set('placement', placement)}
              options={[
                { value: 'bottom', word: 'Below' },
                { value: 'right', word: 'At the right' },
              ]}
            />
          </div>
          {panel.kind === 'timeseries' && <Calcs chosen={legend.calcs} onChange={(calcs) => set('calcs', calcs)} />}
        </>
      )}
      <Choice
        label="Tooltip"
        value={tooltip.mode}
        onChange={(mode) => setOption(['options', 'tooltip', 'mode'], mode)}
        options={[
          { value: 'single', word: 'One series' },
          { value: 'multi', word: 'All series' },
          { value: 'none', word: 'None' },
        ]}
      />
    </>
  )
}

type CalcsProps = { chosen: readonly string[]; onChange: (calcs: string[]) => void }

const usual: ReadonlySet<string> = new Set(['lastNotNull', 'min', 'max', 'mean', 'sum', 'range', 'delta', 'count'])

function Calcs({ chosen, onChange }: CalcsProps) {
  const shown = calculations.filter(({ id }) => usual.has(id) || chosen.includes(id))
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">With</legend>
      <div className="grid grid-cols-2 gap-1">
        {shown.map(({ id, name }) => (
          <Switch
            key={id}
            label={name}
            on={chosen.includes(id)}
            onChange={(on) => onChange(on ? [...chosen, id] : chosen.filter((each) => each !== id))}
          />
        ))}
      </div>
    </fieldset>
  )
}

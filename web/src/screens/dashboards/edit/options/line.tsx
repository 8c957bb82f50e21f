import type { PanelOf } from '#common/dashboards'
import { Choice, Switch, Text } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import type { SetOption } from '../panel-editor.tsx'

const custom = (...names: string[]): string[] => ['fieldConfig', 'defaults', 'custom', ...names]

/** Lines, areas, bars and points, and the axis beside them. */
export function LineOptions({ panel, setOption }: { panel: PanelOf<'timeseries'>; setOption: SetOption }) {
  const of = panel.field.custom
  return (
    <>
      <Choice
        label="Drawn as"
        value={of.drawStyle}
        onChange={(style) => setOption(custom('drawStyle'), style)}
        options={[
          { value: 'line', word: 'Lines' },
          { value: 'bars', word: 'Bars' },
          { value: 'points', word: 'Points' },
        ]}
      />
      <div className="grid grid-cols-2 gap-2">
        <Numeric
          label="Line, px"
          min={0}
          max={10}
          value={of.lineWidth}
          onChange={(width) => setOption(custom('lineWidth'), width)}
        />
        <Numeric
          label="Filled, %"
          min={0}
          max={100}
          value={of.fillOpacity}
          onChange={(percent) => setOption(custom('fillOpacity'), percent)}
        />
      </div>
      <Choice
        label="Stacked"
        value={of.stacking.mode}
        onChange={(mode) => setOption(custom('stacking', 'mode'), mode)}
        options={[
          { value: 'none', word: 'No' },
          { value: 'normal', word: 'One on the other' },
          { value: 'percent', word: 'As shares' },
        ]}
      />
      <Choice
        label="Between points"
        value={of.lineInterpolation}
        onChange={(way) => setOption(custom('lineInterpolation'), way)}
        options={[
          { value: 'linear', word: 'Straight' },
          { value: 'smooth', word: 'Curved' },
          { value: 'stepAfter', word: 'Steps after' },
          { value: 'stepBefore', word: 'Steps before' },
        ]}
      />
      <Choice
        label="Points"
        value={of.showPoints}
        onChange={(show) => setOption(custom('showPoints'), show)}
        options={[
          { value: 'auto', word: 'Where they fit' },
          { value: 'always', word: 'Always' },
          { value: 'never', word: 'Never' },
        ]}
      />
      <Switch
        label="Lines go over gaps"
        hint="A gap is time of which nothing is known."
        on={of.spanNulls !== false}
        onChange={(on) => setOption(custom('spanNulls'), on)}
      />
      <div className="grid grid-cols-2 gap-2">
        <Choice
          label="Axis"
          value={of.axisPlacement}
          onChange={(place) => setOption(custom('axisPlacement'), place)}
          options={[
            { value: 'auto', word: 'As it fits' },
            { value: 'left', word: 'Left' },
            { value: 'right', word: 'Right' },
            { value: 'hidden', word: 'None' },
          ]}
        />
        <Choice
          label="Scale"
          value={of.scale.type === 'linear' ? 'linear' : `log${of.scale.base}`}
          onChange={(scale) =>
            setOption(
              custom('scaleDistribution'),
              scale === 'linear' ? { type: 'linear' } : { type: 'log', log: Number(scale.slice(3)) },
            )
          }
          options={[
            { value: 'linear', word: 'Linear' },
            { value: 'log10', word: 'Log 10' },
            { value: 'log2', word: 'Log 2' },
          ]}
        />
      </div>
      <Text
        label="Words at the axis"
        value={of.axisLabel}
        onChange={(label) => setOption(custom('axisLabel'), label === '' ? undefined : label)}
      />
    </>
  )
}

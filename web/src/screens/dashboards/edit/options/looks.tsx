import { calculations, type PanelOf } from '#common/dashboards'
import { Choice, Switch } from '../controls.tsx'
import type { SetOption } from '../panel-editor.tsx'

type Of<K extends 'stat' | 'gauge' | 'bargauge' | 'piechart' | 'table'> = { panel: PanelOf<K>; setOption: SetOption }

export function StatLook({ panel, setOption }: Of<'stat'>) {
  const set = (name: string) => (value: unknown) => setOption(['options', name], value)
  const { colorMode, graphMode, textMode } = panel.options
  return (
    <>
      <Reduced {...{ panel, setOption }} />
      <Choice
        label="Colour on"
        value={colorMode}
        onChange={set('colorMode')}
        options={[
          { value: 'value', word: 'The value' },
          { value: 'background', word: 'The ground' },
          { value: 'none', word: 'Nothing' },
        ]}
      />
      <Choice
        label="Its course"
        value={graphMode}
        onChange={set('graphMode')}
        options={[
          { value: 'area', word: 'Below the value' },
          { value: 'none', word: 'Not shown' },
        ]}
      />
      <Choice
        label="Words"
        value={textMode}
        onChange={set('textMode')}
        options={[
          { value: 'auto', word: 'As it fits' },
          { value: 'value', word: 'The value' },
          { value: 'value_and_name', word: 'Value and name' },
          { value: 'name', word: 'The name' },
          { value: 'none', word: 'None' },
        ]}
      />
    </>
  )
}

export function BarLook({ panel, setOption }: Of<'bargauge'>) {
  const set = (name: string) => (value: unknown) => setOption(['options', name], value)
  const { orientation, displayMode, showUnfilled } = panel.options
  return (
    <>
      <Reduced {...{ panel, setOption }} />
      <Choice
        label="Bars"
        value={orientation}
        onChange={set('orientation')}
        options={[
          { value: 'auto', word: 'As they fit' },
          { value: 'horizontal', word: 'Lying' },
          { value: 'vertical', word: 'Standing' },
        ]}
      />
      <Choice
        label="Look"
        value={displayMode}
        onChange={set('displayMode')}
        options={[
          { value: 'gradient', word: 'Gradient' },
          { value: 'basic', word: 'One colour' },
          { value: 'lcd', word: 'Cells' },
        ]}
      />
      <Switch label="Show what is not filled" on={showUnfilled} onChange={set('showUnfilled')} />
    </>
  )
}

export function TableLook({ panel, setOption }: Of<'table'>) {
  const { showHeader, cellHeight, footer } = panel.options
  return (
    <>
      <Switch label="Heading" on={showHeader} onChange={(on) => setOption(['options', 'showHeader'], on)} />
      <Choice
        label="Rows"
        value={cellHeight}
        onChange={(height) => setOption(['options', 'cellHeight'], height)}
        options={[
          { value: 'sm', word: 'Low' },
          { value: 'md', word: 'Middle' },
          { value: 'lg', word: 'High' },
        ]}
      />
      <Switch label="Sums below" on={footer.show} onChange={(on) => setOption(['options', 'footer', 'show'], on)} />
    </>
  )
}

/** Which one number of a series. */
export function Reduced({ panel, setOption }: Of<'stat' | 'gauge' | 'bargauge' | 'piechart'>) {
  return (
    <Choice
      label="Of a series, its"
      value={panel.options.reduce.calcs[0] ?? 'lastNotNull'}
      onChange={(calc) => setOption(['options', 'reduceOptions', 'calcs'], [calc])}
      options={calculations.map(({ id, name }) => ({ value: id, word: name }))}
    />
  )
}

import { Choice } from '../controls.tsx'
import { ColorField } from './color-field.tsx'
import type { OptionProps } from './panel-options.tsx'

const path = ['fieldConfig', 'defaults', 'color']

export function ColorOptions({ panel: { field }, setOption }: OptionProps) {
  const { mode, fixedColor = 'blue', seriesBy } = field.color
  return (
    <>
      <Choice
        label="Colours"
        value={mode}
        onChange={(next) => setOption([...path, 'mode'], next)}
        options={[
          { value: 'palette-classic', word: 'Each series its own' },
          { value: 'palette-classic-by-name', word: 'Each name its own' },
          { value: 'thresholds', word: 'By the thresholds' },
          { value: 'fixed', word: 'One for all' },
          { value: 'shades', word: 'Shades of one' },
          { value: 'continuous-GrYlRd', word: 'Green, yellow, red' },
          { value: 'continuous-RdYlGr', word: 'Red, yellow, green' },
          { value: 'continuous-blues', word: 'Blues' },
        ]}
      />
      {(mode === 'fixed' || mode === 'shades') && (
        <ColorField label="Colour" value={fixedColor} onChange={(color) => setOption([...path, 'fixedColor'], color)} />
      )}
      {(mode === 'thresholds' || mode.startsWith('continuous')) && (
        <Choice
          label="Of a series, by its"
          value={seriesBy}
          onChange={(by) => setOption([...path, 'seriesBy'], by)}
          options={[
            { value: 'last', word: 'Last value' },
            { value: 'min', word: 'Least value' },
            { value: 'max', word: 'Greatest value' },
          ]}
        />
      )}
    </>
  )
}

import { useBoard } from '../../board.ts'
import { kindWords, newKinds } from '../../kinds.ts'
import { Choice, LongText, Switch, Text } from '../controls.tsx'
import { Numeric } from '../numeric.tsx'
import type { OptionProps } from './panel-options.tsx'

export function BasicOptions({ panel, setOption }: OptionProps) {
  const { dashboard } = useBoard()
  return (
    <>
      <Text label="Title" value={panel.title} onChange={(title) => setOption(['title'], title)} />
      <LongText
        label="Description"
        rows={2}
        value={panel.description ?? ''}
        onChange={(text) => setOption(['description'], text === '' ? undefined : text)}
      />
      <Choice
        label="Kind"
        value={panel.kind === 'unsupported' ? panel.type : panel.kind}
        onChange={(type) => setOption(['type'], type)}
        options={newKinds.flatMap((kind) => (kind === 'row' ? [] : [{ value: kind, word: kindWords[kind].one }]))}
      />
      <Switch
        label="Without a frame"
        on={panel.transparent}
        onChange={(on) => setOption(['transparent'], on || undefined)}
      />
      <Choice
        label="Repeat for each value of"
        value={panel.repeat ?? ''}
        onChange={(name) => setOption(['repeat'], name === '' ? undefined : name)}
        options={[
          { value: '', word: 'No variable' },
          ...dashboard.variables.map(({ name, label }) => ({ value: name, word: label || name })),
        ]}
      />
      {panel.repeat !== undefined && (
        <div className="grid grid-cols-2 gap-2">
          <Choice
            label="Copies stand"
            value={panel.repeatDirection ?? 'h'}
            onChange={(direction) => setOption(['repeatDirection'], direction)}
            options={[
              { value: 'h', word: 'beside it' },
              { value: 'v', word: 'below it' },
            ]}
          />
          <Numeric
            label="Beside each other"
            value={panel.maxPerRow}
            min={1}
            max={24}
            step={1}
            placeholder="4"
            onChange={(count) => setOption(['maxPerRow'], count)}
          />
        </div>
      )}
    </>
  )
}

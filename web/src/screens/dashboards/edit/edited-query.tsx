import Copy from 'lucide-react/icons/copy'
import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import Trash2 from 'lucide-react/icons/trash-2'
import type { JsonObject, Target } from '#common/dashboards'
import { sentence } from '../../../api.ts'
import { IconButton } from '../../../components/button.tsx'
import { cn } from '../../../components/class-names.ts'
import { Choice, Text } from './controls.tsx'
import { PromqlField } from './promql-field.tsx'
import { textOf } from './set-in.ts'

type Props = {
  target: JsonObject
  /** As it is understood; undefined only while it has just been added. */
  read: Target | undefined
  fault: string | undefined
  alone: boolean
  /** Keys of the target; undefined takes one away. */
  onChange: (change: JsonObject) => void
  onDuplicate: () => void
  onRemove: () => void
}

export function EditedQuery({ target, read, fault, alone, onChange, onDuplicate, onRemove }: Props) {
  const letter = textOf(target['refId'])
  const hidden = target['hide'] === true
  const kind = read?.instant ? (read.range ? 'both' : 'instant') : 'range'
  return (
    <li className={cn('rounded-lg border bg-raised p-3', hidden ? 'border-dashed border-line-strong' : 'border-line')}>
      <div className="flex items-center gap-1">
        <span className="flex-1 font-mono text-xs text-muted">{letter}</span>
        <IconButton
          label={hidden ? `Show query ${letter}` : `Hide query ${letter}`}
          aria-pressed={hidden}
          onClick={() => onChange({ hide: hidden ? undefined : true })}
        >
          {hidden ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </IconButton>
        <IconButton label={`Duplicate query ${letter}`} onClick={onDuplicate}>
          <Copy aria-hidden />
        </IconButton>
        <IconButton label={`Remove query ${letter}`} onClick={onRemove} disabled={alone}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      <PromqlField
        label={`Query ${letter}, PromQL`}
        stored={textOf(target['expr'])}
        fault={fault}
        onChange={(expr) => onChange({ expr })}
      />
      {read?.unsupported && <p className="mt-1 text-sm text-degraded">{sentence(read.unsupported)}</p>}
      <div className="mt-2 grid grid-cols-2 gap-2 md:grid-cols-4">
        <Text
          label="Legend"
          className="col-span-2"
          placeholder="{{instance}}"
          value={textOf(target['legendFormat']).replace('__auto', '')}
          onChange={(value) => onChange({ legendFormat: value === '' ? undefined : value })}
        />
        <Choice
          label="Asks for"
          value={kind}
          onChange={(next) => {
            onChange({ instant: next !== 'range', range: next !== 'instant' })
          }}
          options={[
            { value: 'range', word: 'Values over time' },
            { value: 'instant', word: 'The last value' },
            { value: 'both', word: 'Both' },
          ]}
        />
        <Choice
          label="As"
          value={read?.format ?? 'time_series'}
          onChange={(next) => onChange({ format: next })}
          options={[
            { value: 'time_series', word: 'Series' },
            { value: 'table', word: 'Table' },
            { value: 'heatmap', word: 'Heatmap' },
          ]}
        />
        <Text
          label="Least step"
          placeholder="auto"
          value={textOf(target['interval'])}
          onChange={(value) => onChange({ interval: value === '' ? undefined : value })}
        />
      </div>
    </li>
  )
}

import type { Channel } from '../../api.ts'
import { Checkbox } from '../../components/field.tsx'

export type AlertKind = Channel['events'][number]

const words: Record<AlertKind, string> = {
  'incident.opened': 'An incident opens',
  'incident.regressed': 'An incident comes back',
  'incident.escalated': 'An incident escalates',
  'incident.unmuted': 'A muted incident is heard again',
  'incident.resolved': 'An incident is resolved',
}

export const allKinds = Object.keys(words) as AlertKind[] // the record's own keys

type Props = { value: readonly AlertKind[]; onChange: (value: AlertKind[]) => void; error: string | undefined }

/** What a channel is told of. */
export function AlertKinds({ value, onChange, error }: Props) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Tell when</legend>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        {allKinds.map((kind) => (
          <Checkbox
            key={kind}
            label={words[kind]}
            checked={value.includes(kind)}
            onChange={() => onChange(value.includes(kind) ? value.filter((each) => each !== kind) : [...value, kind])}
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="mt-1 text-xs text-down">
          {error}
        </p>
      )}
    </fieldset>
  )
}

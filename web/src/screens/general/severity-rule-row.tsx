import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import Trash2 from 'lucide-react/icons/trash-2'
import { useId } from 'react'
import type { Project, SeverityRule } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { Select } from '../../components/field.tsx'
import { levels } from '../../components/states.tsx'
import { capital } from '../../format.ts'

const severities = (['critical', 'high', 'medium', 'low'] as const).map((value) => ({ value, word: capital(value) }))
const anyProject = { value: '', word: 'any project' }
const maxEnvironment = 200

type Props = {
  rule: SeverityRule
  place: number
  count: number
  projects: Project[]
  refusal: string | undefined
  onChange: (rule: SeverityRule) => void
  onRemove: () => void
  onMove: (by: -1 | 1) => void
}

/** `Critical, if level is fatal, in production, of Shop`. */
export function SeverityRuleRow({ rule, place, count, projects, refusal, onChange, onRemove, onMove }: Props) {
  const id = useId()
  const number = place + 1
  const disabled = refusal !== undefined
  const toggle = (level: SeverityRule['levels'][number]): void =>
    onChange({
      ...rule,
      levels: rule.levels.includes(level) ? rule.levels.filter((each) => each !== level) : [...rule.levels, level],
    })
  return (
    <li className="border-b border-line px-3 py-3 last:border-b-0">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-3">
        <div className="grid gap-2.5 sm:grid-cols-3" role="group" aria-label={`Rule ${number}`}>
          <Labelled id={`${id}-severity`} word={`${number}. Severity`}>
            <Select
              id={`${id}-severity`}
              disabled={disabled}
              value={rule.severity}
              options={severities}
              onChange={({ target }) =>
                onChange({ ...rule, severity: severities.find(({ value }) => value === target.value)?.value ?? 'high' })
              }
              className="w-full"
            />
          </Labelled>
          <Labelled id={`${id}-project`} word="of">
            <Select
              id={`${id}-project`}
              disabled={disabled}
              value={rule.projectId ?? ''}
              options={[anyProject, ...projects.map(({ id: value, name }) => ({ value, word: name }))]}
              onChange={({ target }) => onChange({ ...rule, projectId: target.value || null })}
              className="w-full"
            />
          </Labelled>
          <Labelled id={`${id}-environment`} word="in the environment">
            <input
              id={`${id}-environment`}
              disabled={disabled}
              value={rule.environment ?? ''}
              maxLength={maxEnvironment}
              placeholder="any"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={({ target }) => onChange({ ...rule, environment: target.value || null })}
              className="h-7 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm placeholder:text-faint pointer-coarse:h-9"
            />
          </Labelled>
          <fieldset className="sm:col-span-3">
            <legend className="mb-1 text-xs text-muted">
              with the level{rule.levels.length === 0 && ': any, as long as none is chosen'}
            </legend>
            <div className="flex flex-wrap gap-x-4 gap-y-1">
              {levels.map(({ value, word }) => (
                <label key={value} className="flex cursor-pointer items-center gap-1.5 pointer-coarse:min-h-8">
                  <input
                    type="checkbox"
                    disabled={disabled}
                    checked={rule.levels.includes(value)}
                    onChange={() => toggle(value)}
                    className="size-4 accent-accent-fill"
                  />
                  {word}
                </label>
              ))}
            </div>
          </fieldset>
        </div>
        <div className="flex flex-col">
          <IconButton label={`Move rule ${number} up`} disabled={disabled || place === 0} onClick={() => onMove(-1)}>
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            label={`Move rule ${number} down`}
            disabled={disabled || place === count - 1}
            onClick={() => onMove(1)}
          >
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton label={`Remove rule ${number}`} disabled={disabled} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      </div>
    </li>
  )
}

function Labelled({ id, word, children }: { id: string; word: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs text-muted">
        {word}
      </label>
      {children}
    </div>
  )
}

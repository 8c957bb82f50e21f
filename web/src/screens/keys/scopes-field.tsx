import { useId } from 'react'
import type { Scope } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Checkbox } from '../../components/field.tsx'
import { presetsFor, sameScopes, scopeGroups } from './scopes.ts'

type Props = {
  value: readonly Scope[]
  /** Permissions of whoever makes the key. */
  own: readonly string[]
  error: string | undefined
  onChange: (value: readonly Scope[]) => void
}

/** What the key may do: a preset, or each thing by itself. */
export function ScopesField({ value, own, error, onChange }: Props) {
  const id = useId()
  const turn = (scope: Scope): void =>
    onChange(value.includes(scope) ? value.filter((each) => each !== scope) : [...value, scope])
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1.5 text-sm font-medium">The key may</legend>
      <div role="group" aria-label="Presets" className="mb-3 flex flex-wrap gap-1">
        {presetsFor(own).map(({ word, scopes }) => {
          const chosen = sameScopes(scopes, value)
          return (
            <button
              key={word}
              type="button"
              aria-pressed={chosen}
              onClick={() => onChange(scopes)}
              className={cn(
                'h-7 rounded-md border px-2.5 font-medium pointer-coarse:h-9',
                chosen ? 'border-transparent bg-selected text-text' : 'border-line text-muted hover:bg-hover',
              )}
            >
              {word}
            </button>
          )
        })}
      </div>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        {scopeGroups.map(({ title, scopes }) => (
          <div key={title} role="group" aria-label={title}>
            <p className="mb-1 text-xs text-faint" aria-hidden>
              {title}
            </p>
            <div className="flex flex-col gap-1.5">
              {scopes.map(({ scope, words }) => {
                const missing = !own.includes(scope)
                return (
                  <Checkbox
                    key={scope}
                    label={words}
                    hint={missing ? 'You may not do this yourself.' : undefined}
                    checked={value.includes(scope)}
                    disabled={missing}
                    aria-invalid={error && !missing ? true : undefined}
                    onChange={() => turn(scope)}
                  />
                )
              })}
            </div>
          </div>
        ))}
      </div>
      {error && (
        <p id={id} role="alert" className="mt-2 text-xs text-down">
          {error}
        </p>
      )}
    </fieldset>
  )
}

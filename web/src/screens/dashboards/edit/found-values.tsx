import type { Resolved } from '../variables/resolve.ts'

const mostShown = 100

/** What a variable has to choose from as it is now. */
export function FoundValues({ found: { options, fault } }: { found: Resolved }) {
  const words = options.slice(0, mostShown).map(({ text }) => text || '(empty)')
  return (
    <div>
      <p className="mb-1 text-xs font-medium text-muted">Values</p>
      {fault && <p className="text-sm text-degraded">{fault}</p>}
      <p
        className="max-h-40 overflow-y-auto font-mono text-xs break-words"
        tabIndex={0}
        role="region"
        aria-label="Values"
      >
        {words.join(', ')}
        {options.length > mostShown && ` … ${options.length} in all`}
      </p>
    </div>
  )
}

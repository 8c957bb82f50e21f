import { cn } from '../../components/class-names.ts'
import { countChanges, diffLines } from './grouping-diff.ts'

const signs = { same: '\u00a0', added: '+', removed: '−' } as const
const words = { same: '', added: 'added: ', removed: 'removed: ' } as const

/** What two texts of rules have not in common, with what stands around it. */
export function GroupingDiff({ before, after }: { before: string; after: string }) {
  const lines = diffLines(before, after)
  const { added, removed } = countChanges(lines)
  if (added + removed === 0) return <p className="mt-1 text-muted">The rules are the same.</p>
  return (
    <ol className="mt-2 overflow-x-auto rounded-md border border-line bg-sunken py-1 font-mono text-xs leading-5">
      {lines.map(({ kind, text }, row) => (
        <li
          key={`${kind}.${row}`}
          className={cn(
            'flex w-max min-w-full gap-2 px-2 whitespace-pre',
            kind === 'added' && 'bg-up-soft text-up',
            kind === 'removed' && 'bg-down-soft text-down',
            kind === 'same' && 'text-muted',
          )}
        >
          <span aria-hidden className="select-none">
            {signs[kind]}
          </span>
          <span className="sr-only">{words[kind]}</span>
          <bdi>{text}</bdi>
        </li>
      ))}
    </ol>
  )
}

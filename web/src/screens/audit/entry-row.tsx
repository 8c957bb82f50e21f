import ChevronRight from 'lucide-react/icons/chevron-right'
import type { AuditEntry } from '../../api.ts'
import { CopyButton } from '../../components/copy.tsx'
import { Fact, Facts } from '../../components/facts.tsx'
import { Time } from '../../components/time.tsx'
import { absolute } from '../../format.ts'
import type { AuditFilter } from './filter.ts'
import { actionWords, actorWords, changeRows, shortHash, type ChangeRow } from './words.ts'

type Props = { entry: AuditEntry; onFilter: (name: keyof AuditFilter, value: string) => void }

export function EntryRow({ entry, onFilter }: Props) {
  const { number, at, action, actor, targetId, targetName } = entry
  const rows = changeRows(entry)
  return (
    <li className="border-b border-line last:border-b-0">
      <details className="group">
        <summary className="flex min-h-11 list-none flex-wrap items-center gap-x-3 gap-y-0.5 px-4 py-2 hover:bg-hover">
          <ChevronRight
            className="size-3.5 shrink-0 text-faint transition-transform duration-100 group-open:rotate-90"
            aria-hidden
          />
          <span className="w-10 text-right text-xs text-faint max-sm:hidden">{number}</span>
          <span className="min-w-0 flex-1 basis-64">
            <span className="font-medium">{actorWords(actor)}</span>{' '}
            <span className="text-muted">{lower(actionWords(action))}</span>
            {targetName !== null && targetId !== actor.id && <span>: {targetName}</span>}
            {rows.length > 0 && <Gist rows={rows} />}
          </span>
          <Time at={at} className="text-xs text-faint max-sm:pl-6.5 sm:w-24 sm:text-right" />
        </summary>
        <Detail entry={entry} rows={rows} onFilter={onFilter} />
      </details>
    </li>
  )
}

/** The first field that differs, so that most entries need not be opened. */
function Gist({ rows: [first, ...others] }: { rows: readonly ChangeRow[] }) {
  if (!first) return null
  return (
    <span className="block truncate text-xs text-faint">
      {first.field}: {first.before !== undefined && first.before}
      {first.before !== undefined && first.after !== undefined && ' → '}
      {first.after !== undefined && first.after}
      {others.length > 0 && `, and ${others.length} more`}
    </span>
  )
}

function Detail({ entry, rows, onFilter }: Props & { rows: readonly ChangeRow[] }) {
  const { number, at, action, targetId, actor, remoteAddress, userAgent, hash } = entry
  return (
    <div className="flex flex-col gap-4 px-4 pt-1 pb-4 sm:pl-23.5">
      {rows.length > 0 && <Change rows={rows} />}
      <Facts>
        <Fact name="Entry">
          {number}, {absolute(new Date(at))}
        </Fact>
        <Fact name="Action">
          <Only value={action} onClick={() => onFilter('action', action)} />
        </Fact>
        <Fact name="Who">
          <Only value={actor.kind === 'system' ? 'system' : actor.id} onClick={() => onFilter('actor', actor.id)} />
        </Fact>
        <Fact name="Target">
          <Only value={targetId} onClick={() => onFilter('target', targetId)} />
        </Fact>
        {remoteAddress !== null && (
          <Fact name="From">
            {remoteAddress}
            {userAgent && <span className="block text-xs break-words text-faint">{userAgent}</span>}
          </Fact>
        )}
        <Fact name="Hash">
          <span className="flex items-center gap-1">
            <code className="text-xs" title={hash}>
              {shortHash(hash)}
            </code>
            <CopyButton text={hash} label={`Copy the hash of entry ${number}`} />
          </span>
        </Fact>
      </Facts>
    </div>
  )
}

/** A value, and a way to see only what has it. */
function Only({ value, onClick }: { value: string; onClick: () => void }) {
  return (
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <code className="min-w-0 text-xs break-all">{value}</code>
      <button type="button" onClick={onClick} className="text-xs text-link">
        Only these<span className="sr-only"> with {value}</span>
      </button>
    </span>
  )
}

function Change({ rows }: { rows: readonly ChangeRow[] }) {
  return (
    <table className="w-full table-fixed text-left text-xs">
      <caption className="sr-only">What changed</caption>
      <thead>
        <tr className="text-faint">
          <th scope="col" className="w-1/4 py-1 pr-3 font-normal">
            Field
          </th>
          <th scope="col" className="py-1 pr-3 font-normal">
            Before
          </th>
          <th scope="col" className="py-1 font-normal">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field} className="border-t border-line align-top">
            <th scope="row" className="py-1.5 pr-3 font-normal break-words text-muted">
              {field}
            </th>
            <Side value={before} className="text-muted line-through decoration-line-strong" />
            <Side value={after} className="font-medium" />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Side({ value, className }: { value: string | undefined; className: string }) {
  if (value === undefined)
    return (
      <td className="py-1.5 pr-3 text-faint">
        <span aria-label="not there">–</span>
      </td>
    )
  return (
    <td className="py-1.5 pr-3">
      <bdi className={`break-words whitespace-pre-wrap ${value === 'nothing' ? 'text-faint' : className}`}>{value}</bdi>
    </td>
  )
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

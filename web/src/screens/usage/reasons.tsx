import { Link } from '@tanstack/react-router'
import type { Outcome } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { fullNumber } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { categoryWords, kindWords, reasonWords, type Kind, type Remedy } from './outcome-words.ts'
import { share } from './outcomes-of.ts'

type Row = Outcome & { outcome: Kind }
type Props = { rows: readonly Row[]; total: number; projectId: string | undefined }

/** Each reason with its number, what it means, and what one can do about it. */
export function Reasons({ rows, total, projectId }: Props) {
  return (
    <ul>
      {rows.map((row) => (
        <Reason key={`${row.outcome} ${row.category} ${row.reason}`} row={row} total={total} projectId={projectId} />
      ))}
    </ul>
  )
}

function Reason({ row, total, projectId }: { row: Row; total: number; projectId: string | undefined }) {
  const { why, todo, remedy } = reasonWords(row)
  const { word, swatch } = kindWords[row.outcome]
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-t border-line px-4 py-2.5 first:border-t-0">
      <span className="flex w-36 shrink-0 items-center gap-2 text-xs text-muted">
        <span className={cn('size-2.5 shrink-0 rounded-xs', swatch)} aria-hidden />
        {word}
      </span>
      <span className="order-last min-w-0 flex-1 basis-full sm:order-none sm:basis-64">
        {why}
        {(todo || remedy) && (
          <span className="block text-xs text-faint">
            {todo} {remedy && <RemedyLink remedy={remedy} projectId={projectId} />}
          </span>
        )}
      </span>
      <span className="ml-auto text-right whitespace-nowrap">
        <span className="font-medium">{fullNumber(row.quantity)}</span>{' '}
        <span className="text-muted">{categoryWords(row.category)}</span>
        <span className="block text-xs text-faint">{share(row.quantity, total)}</span>
      </span>
    </li>
  )
}

const remedyWords: Record<Remedy, string> = {
  intake: 'Filters',
  quotas: 'Quotas',
  settings: 'Project settings',
  connect: 'How to send',
}

function RemedyLink({ remedy, projectId }: { remedy: Remedy; projectId: string | undefined }) {
  const { slug } = useWorkspace()
  const link = 'text-link whitespace-nowrap'
  if (remedy === 'quotas')
    return (
      <Link to="/$workspace/settings/usage" params={{ workspace: slug }} search={{ tab: 'quotas' }} className={link}>
        {remedyWords[remedy]}
      </Link>
    )
  return (
    <Link
      to="/$workspace/settings/projects"
      params={{ workspace: slug }}
      search={{ ...(projectId && { project: projectId }), ...(remedy !== 'connect' && { tab: remedy }) }}
      className={link}
    >
      {remedyWords[remedy]}
    </Link>
  )
}

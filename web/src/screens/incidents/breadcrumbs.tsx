import { useState } from 'react'
import type { Breadcrumb } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { absolute, clock, duration } from '../../format.ts'

/** The last ones before the event are the telling ones. */
const shownFirst = 12

/** The rest of a longer one is in what the API answers. */
const longestText = 1000

/** What the program did before it failed, oldest first, with how long before. */
export function Breadcrumbs({ breadcrumbs, occurredAt }: { breadcrumbs: readonly Breadcrumb[]; occurredAt: string }) {
  const [all, setAll] = useState(false)
  const hidden = all ? 0 : Math.max(0, breadcrumbs.length - shownFirst)
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      {hidden > 0 && (
        <div className="border-b border-line p-1.5 text-center">
          <Button look="quiet" onClick={() => setAll(true)}>
            Show {hidden} earlier
          </Button>
        </div>
      )}
      <ol>
        {breadcrumbs.slice(hidden).map((crumb, index) => (
          <Crumb key={index} crumb={crumb} occurredAt={occurredAt} />
        ))}
      </ol>
    </div>
  )
}

const grave: Partial<Record<string, string>> = { error: 'text-down', fatal: 'text-down', warning: 'text-degraded' }

function Crumb({
  crumb: { at, category, kind, level, message, data },
  occurredAt,
}: {
  crumb: Breadcrumb
  occurredAt: string
}) {
  const when = at === undefined ? undefined : new Date(at)
  const beforeMs = when && Date.parse(occurredAt) - when.getTime()
  return (
    <li className="flex gap-3 border-b border-line px-3.5 py-1.5 text-xs last:border-b-0">
      <code className="w-28 shrink-0 truncate text-faint" title={category ?? kind}>
        {category ?? kind ?? 'note'}
      </code>
      <span className={cn('min-w-0 flex-1 break-words', grave[level ?? ''])}>
        {level && grave[level] && <span className="mr-1.5 font-medium">{level}</span>}
        {httpLine(data) ?? <bdi>{message?.slice(0, longestText)}</bdi>}
        {data && !httpLine(data) && (
          <code className="block break-words text-faint">{JSON.stringify(data).slice(0, 500)}</code>
        )}
      </span>
      {when && (
        <time dateTime={at} title={absolute(when)} className="shrink-0 text-faint">
          {beforeMs !== undefined && beforeMs >= 0 ? `−${duration(beforeMs)}` : clock(when)}
        </time>
      )}
    </li>
  )
}

/** Requests are the commonest crumbs: `POST https://… 402`. */
function httpLine(data: Breadcrumb['data']) {
  const { method, url, status_code: status } = data ?? {}
  if (typeof url !== 'string') return undefined
  const failed = typeof status === 'number' && status >= 400
  return (
    <>
      <code>
        {typeof method === 'string' ? `${method} ` : ''}
        <bdi className="break-all">{url}</bdi>
      </code>
      {typeof status === 'number' && (
        <code className={failed ? 'ml-2 font-semibold text-down' : 'ml-2 text-up'}>{status}</code>
      )}
    </>
  )
}

import type { ReleaseDetail } from '../../api.ts'
import { ExternalLink } from '../../components/facts.tsx'
import { Card } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { counted, safeUrl } from '../../format.ts'

/** Where the release was brought, when, and with which commits. */
export function Deploys({ deploys }: { deploys: ReleaseDetail['deploys'] }) {
  if (deploys.length === 0)
    return <p className="text-muted">No deploy was told of. A pipeline can: see the documentation of releases.</p>
  return (
    <Card>
      <ul>
        {deploys.map((deploy) => (
          <li key={deploy.id} className="border-b border-line px-4 py-2.5 last:border-b-0">
            <p className="flex flex-wrap items-baseline gap-x-3">
              <span className="font-medium">{deploy.environment}</span>
              <Time at={deploy.deployedAt} className="text-muted" />
              <Where url={deploy.url} />
            </p>
            <Commits commits={deploy.commits} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

export function Where({ url }: { url: string | null }) {
  const href = url === null ? undefined : safeUrl(url)
  return href === undefined ? null : <ExternalLink href={href}>{new URL(href).host}</ExternalLink>
}

function Commits({ commits }: { commits: ReleaseDetail['deploys'][number]['commits'] }) {
  if (commits.length === 0) return null
  return (
    <details className="mt-1 text-xs">
      <summary className="w-max rounded text-muted hover:text-text">{counted(commits.length, 'commit')}</summary>
      <ul className="mt-1 flex flex-col gap-1">
        {commits.map(({ id, message, author }) => (
          <li key={id} className="flex gap-2">
            <code className="shrink-0 text-faint">{id.slice(0, 8)}</code>
            <span className="min-w-0 break-words">
              {message?.split('\n')[0]} {author && <span className="text-faint">{author}</span>}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ExternalLink from 'lucide-react/icons/external-link'
import type { Link as BoardLink } from '#common/dashboards'
import { useBoard } from './board.ts'
import { dashboardsQuery } from './queries.ts'

const style =
  'inline-flex h-7 max-w-52 shrink-0 items-center gap-1 truncate rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-text'

/** Where the dashboard itself leads. */
export function LinksBar() {
  const { dashboard } = useBoard()
  if (dashboard.links.length === 0) return null
  return (
    <nav aria-label="Links of this dashboard" className="flex flex-wrap items-center">
      {dashboard.links.map((link, place) =>
        link.kind === 'dashboards' ? <Others key={place} link={link} /> : <Elsewhere key={place} link={link} />,
      )}
    </nav>
  )
}

function Elsewhere({ link }: { link: BoardLink }) {
  const { texts } = useBoard()
  if (link.url === '') return null
  return (
    <a
      href={texts.textOf(link.url)}
      title={link.tooltip || link.url}
      rel="noreferrer"
      {...(link.newTab && { target: '_blank' })}
      className={style}
    >
      {texts.textOf(link.title) || link.url}
      <ExternalLink className="size-3.5 shrink-0" aria-hidden />
    </a>
  )
}

/** Those of the workspace that have one of the labels. */
function Others({ link }: { link: BoardLink }) {
  const { workspace, stored, search } = useBoard()
  const { data } = useQuery(dashboardsQuery(workspace))
  const variables = Object.entries(search).filter(([name]) => name.startsWith('var-'))
  const carried = {
    ...(link.keepTime && { from: search.from, to: search.to }),
    ...(link.includeVariables && Object.fromEntries(variables)),
  }
  return (data?.items ?? [])
    .filter(({ id, tags }) => id !== stored.id && link.tags.some((tag) => tags.includes(tag)))
    .slice(0, 10)
    .map(({ id, title }) => (
      <Link
        key={id}
        to="/$workspace/dashboards/$dashboardId"
        params={{ workspace, dashboardId: id }}
        search={carried}
        className={style}
      >
        {title}
      </Link>
    ))
}

import { Link } from '@tanstack/react-router'
import LayoutDashboard from 'lucide-react/icons/layout-dashboard'
import type { DashboardItem } from '../../api.ts'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { StarButton } from './star.tsx'

export function DashboardRow({ item }: { item: DashboardItem }) {
  const { slug } = useWorkspace()
  const { id, title, description, folder, tags, starred, updatedAt, updatedBy } = item
  return (
    <li className="flex items-center gap-1 border-b border-line pr-3 pl-1.5 last:border-0 hover:bg-hover">
      <StarButton dashboardId={id} title={title} starred={starred} />
      <Link
        to="/$workspace/dashboards/$dashboardId"
        params={{ workspace: slug, dashboardId: id }}
        data-row-link
        className="flex min-h-12 min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5 py-2 -outline-offset-2"
      >
        <span className="min-w-0 flex-1 basis-52">
          <span className="block truncate font-medium">
            {folder && <span className="font-normal text-faint">{folder} / </span>}
            {title}
          </span>
          {description && <span className="block truncate text-xs text-muted">{description}</span>}
        </span>
        <Tags tags={tags} />
        <span className="text-xs text-faint">
          {updatedAt && <Time at={updatedAt} />}
          {updatedBy && <span className="max-sm:hidden"> by {updatedBy.name}</span>}
        </span>
      </Link>
    </li>
  )
}

export function CuratedCard({ item }: { item: DashboardItem }) {
  const { slug } = useWorkspace()
  const { id, title, description, tags, starred } = item
  return (
    <li className="relative flex rounded-lg border border-line bg-raised shadow-card hover:border-line-strong">
      <Link
        to="/$workspace/dashboards/$dashboardId"
        params={{ workspace: slug, dashboardId: id }}
        data-row-link
        className="flex min-w-0 flex-1 flex-col gap-1.5 rounded-lg p-4"
      >
        <span className="flex items-center gap-2 pr-8 font-medium">
          <LayoutDashboard className="size-4 shrink-0 text-accent" aria-hidden />
          <span className="min-w-0 truncate">{title}</span>
        </span>
        <span className="line-clamp-3 flex-1 text-muted">{description}</span>
        <Tags tags={tags} />
      </Link>
      <span className="absolute top-2.5 right-2">
        <StarButton dashboardId={id} title={title} starred={starred} />
      </span>
    </li>
  )
}

const mostTags = 4

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <span className="flex min-w-0 flex-wrap gap-1">
      {tags.slice(0, mostTags).map((tag) => (
        <span key={tag} className="max-w-32 truncate rounded bg-sunken px-1.5 text-2xs text-muted">
          {tag}
        </span>
      ))}
      {tags.length > mostTags && <span className="text-2xs text-faint">+{tags.length - mostTags}</span>}
    </span>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Section } from '../../components/screen.tsx'
import { ComponentState, UnknownPill } from '../../components/states.tsx'
import { useWorkspace } from '../../session.ts'
import { shownOnQuery } from './queries.ts'

/** The components of status pages that go by a monitor; nothing where there are none. */
export function ShownOn({ monitorId }: { monitorId: string }) {
  const { slug: workspace, permissions } = useWorkspace()
  const isOpen = permissions.includes('statuspages.read')
  const { data } = useQuery({ ...shownOnQuery(workspace, monitorId), enabled: isOpen })
  if (!isOpen || !data || data.items.length === 0) return null
  return (
    <Section title="Shown on">
      <ul className="flex flex-col gap-2">
        {data.items.map(({ componentId, componentName, pageId, pageName, status, unknownSince, automatic }) => (
          <li key={componentId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Link
              to="/$workspace/pages/$pageId"
              params={{ workspace, pageId }}
              search={{ tab: 'components' }}
              className="text-link"
            >
              {pageName} / {componentName}
            </Link>
            {unknownSince ? <UnknownPill>Unknown</UnknownPill> : <ComponentState state={status} />}
            {!automatic && <span className="text-xs text-muted">as a suggestion</span>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

import { Link } from '@tanstack/react-router'
import { tab, Tabs } from '../../../components/tabs.tsx'
import { useWorkspace } from '../../../session.ts'

/** What is watched: by looking at it, or by being called. */
export function MonitorKinds({ chosen }: { chosen: 'checks' | 'heartbeats' | 'probes' }) {
  const { slug: workspace } = useWorkspace()
  return (
    <Tabs label="Kinds of monitors">
      <Link to="/$workspace/monitors/checks" params={{ workspace }} {...tab(chosen === 'checks')}>
        Checks
      </Link>
      <Link to="/$workspace/monitors" params={{ workspace }} {...tab(chosen === 'heartbeats')}>
        Heartbeats
      </Link>
      <Link to="/$workspace/monitors/probes" params={{ workspace }} {...tab(chosen === 'probes')}>
        Probes
      </Link>
    </Tabs>
  )
}

import { Link } from '@tanstack/react-router'
import { tab, Tabs } from '../../components/tabs.tsx'
import { useWorkspace } from '../../session.ts'

export function AlertKinds({ chosen }: { chosen: 'rules' | 'silences' }) {
  const { slug: workspace } = useWorkspace()
  return (
    <Tabs label="Alerts">
      <Link to="/$workspace/alerts" params={{ workspace }} {...tab(chosen === 'rules')}>
        Rules
      </Link>
      <Link to="/$workspace/alerts/silences" params={{ workspace }} {...tab(chosen === 'silences')}>
        Silences
      </Link>
    </Tabs>
  )
}

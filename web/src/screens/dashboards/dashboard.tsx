import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Loaded } from '../../components/loaded.tsx'
import { useWorkspace } from '../../session.ts'
import { dashboardQuery } from './queries.ts'
import { OpenDashboard } from './open.tsx'
import { DashboardSkeleton } from './skeleton.tsx'

const route = getRouteApi('/$workspace/dashboards/$dashboardId')

export function DashboardScreen() {
  const { slug } = useWorkspace()
  const { dashboardId } = route.useParams()
  const query = useQuery(dashboardQuery(slug, dashboardId))
  return (
    <Loaded whole query={query} skeleton={<DashboardSkeleton />}>
      {(stored) => <OpenDashboard key={stored.id} stored={stored} />}
    </Loaded>
  )
}

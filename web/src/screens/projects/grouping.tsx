import { useQuery } from '@tanstack/react-query'
import type { Project } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { groupingQuery } from './grouping-queries.ts'
import { GroupingStatus } from './grouping-status.tsx'
import { GroupingWorkbench } from './grouping-workbench.tsx'

/** How a project groups its events: by which algorithm and rules, what a draft would change, and what was before. */
export function ProjectGrouping({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const query = useQuery(groupingQuery(slug, project.id))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={5} />}>
      {(grouping) => (
        <>
          <GroupingStatus grouping={grouping} />
          <GroupingWorkbench grouping={grouping} />
        </>
      )}
    </Loaded>
  )
}

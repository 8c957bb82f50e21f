import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../components/loaded.tsx'
import { Screen, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useRefusal, useWorkspace } from '../../session.ts'
import { processorsQuery, retentionQuery } from './queries.ts'
import { Processors } from './processors.tsx'
import { ProjectDays } from './project-days.tsx'
import { Requests } from './requests.tsx'
import { Retention } from './retention.tsx'
import { WorkspaceScrubbing } from './scrubbing.tsx'
import { WorkspaceExports } from './workspace-exports.tsx'

/** What happens to the workspace's data: how long it stays, who else gets it, and how to take it along. */
export function Privacy() {
  const { slug } = useWorkspace()
  const retention = useQuery(retentionQuery(slug))
  const processors = useQuery(processorsQuery(slug))
  const refusal = useRefusal('workspace.admin')
  return (
    <Screen
      title="Privacy"
      lead={
        <>
          How long your data is kept, who else gets any of it, and how to take it with you. The rules are those of the{' '}
          <a href="/privacy" className="text-link">
            privacy policy
          </a>
          ; the software obeys them, and shows{' '}
          <a href="/trust" className="text-link">
            its proof
          </a>
          .
        </>
      }
    >
      <Section title="What is taken out before it is stored">
        <WorkspaceScrubbing />
      </Section>
      <Section title="Payloads of events">
        <ProjectDays />
      </Section>
      <Section title="What is kept for how long">
        <Loaded query={retention} skeleton={<SkeletonRows rows={6} />}>
          {(found) => <Retention found={found} />}
        </Loaded>
      </Section>
      <Section title="Who else gets data">
        <Loaded query={processors} skeleton={<SkeletonRows rows={2} />}>
          {(found) => <Processors found={found} />}
        </Loaded>
      </Section>
      {!refusal && (
        <>
          <Section title="Export of the workspace">
            <WorkspaceExports />
          </Section>
          <Section title="Requests of people whose data you send">
            <Requests />
          </Section>
        </>
      )}
    </Screen>
  )
}

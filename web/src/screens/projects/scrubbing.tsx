import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { InheritedRule, Project, ScrubbingRule } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { RulesEditor } from './scrubbing/editor.tsx'
import { Inherited } from './scrubbing/inherited.tsx'
import { PreviewPanel } from './scrubbing/preview-panel.tsx'
import { projectRulesQuery } from './scrubbing/queries.ts'
import { useSample } from './scrubbing/sample-field.tsx'
import { usePreview } from './scrubbing/use-preview.ts'
import { useRules } from './scrubbing/use-rules.ts'

/** What is taken out of a project's telemetry before it is stored. */
export function ProjectScrubbing({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const query = useQuery(projectRulesQuery(slug, project.id))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={5} />}>
      {({ rules, inherited }) => <Editing project={project} initial={rules} inherited={inherited} />}
    </Loaded>
  )
}

type Props = { project: Project; initial: readonly ScrubbingRule[]; inherited: readonly InheritedRule[] }

function Editing({ project, initial, inherited }: Props) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const rules = useRules(initial, async (sent) => {
    const saved = await client.setProjectScrubbingRules({ params: { projectId: project.id }, body: { rules: sent } })
    queryClient.setQueryData(projectRulesQuery(slug, project.id).queryKey, saved)
    toast({ words: 'Saved. It holds within two seconds; what is stored stays as it is.' })
  })
  const sample = useSample(project.id)
  const preview = usePreview(project.id, { rules: rules.rules }, sample.sample)
  const count = (origin: InheritedRule['origin']): number => inherited.filter((one) => one.origin === origin).length
  const [ofDefaults, ofWorkspace] = [
    preview.hitsOf('default', count('default')),
    preview.hitsOf('workspace', count('workspace')),
  ]
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <p className="text-pretty text-muted">
          What programs send is scrubbed before anything of it is stored, grouped or searched. Each rule sees what those
          above it left.
        </p>
        <Inherited rules={inherited} hits={ofDefaults && ofWorkspace && [...ofDefaults, ...ofWorkspace]} />
        <RulesEditor
          rules={rules}
          warnings={preview.warnings}
          hits={preview.hitsOf('project', rules.rows.length)}
          refusal={refusal}
          empty="The project has no rules of its own yet."
        />
      </div>
      <PreviewPanel preview={preview} sample={sample} />
    </div>
  )
}

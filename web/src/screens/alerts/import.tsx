import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import Upload from 'lucide-react/icons/upload'
import { useId, useState } from 'react'
import type { Project, RuleFileImport } from '../../api.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { Select } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Screen } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { saveText } from '../../save-as.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { FilePreview, FileProblems } from './import-preview.tsx'

export function ImportAlertRules() {
  const { slug: workspace } = useWorkspace()
  const projects = useQuery(projectsQuery(workspace))
  return (
    <Screen
      title="Import rules"
      lead="A rule file of Prometheus, as it is. Groups of the same name are replaced, other groups stay."
    >
      <Link
        to="/$workspace/alerts"
        params={{ workspace }}
        className="-mt-3 mb-4 -ml-1 inline-flex items-center gap-1 rounded p-1 text-muted hover:text-text"
      >
        <ArrowLeft className="size-4" aria-hidden />
        Alerts
      </Link>
      <Loaded query={projects} skeleton={<Skeleton className="h-96 w-full" />}>
        {({ items }) => <Import projects={items} />}
      </Loaded>
    </Screen>
  )
}

const example = `groups:
  - name: checkout
    interval: 1m
    rules:
      - alert: HighErrorRate
        expr: rate(http_errors_total[5m]) > 1
        for: 5m
        labels: { severity: critical }
        annotations: { summary: '{{ $value | humanize }} errors a second' }
`

function Import({ projects }: { projects: readonly Project[] }) {
  const { slug: workspace } = useWorkspace()
  const id = useId()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('projects.write')
  const [projectId, setProject] = useState(projects[0]?.id ?? '')
  const [text, setText] = useState('')
  const [read, setRead] = useState<{ text: string; projectId: string; found: RuleFileImport }>()
  const preview = useMutation({
    mutationFn: () => client.importAlertRules({ body: { projectId, text, preview: true } }),
    onSuccess: (found) => setRead({ text, projectId, found }),
  })
  const take = useMutation({
    mutationFn: () => client.importAlertRules({ body: { projectId, text } }),
    onSuccess: async ({ taken, groups, problems }) => {
      if (!taken) return setRead({ text, projectId, found: { taken, groups, problems } })
      toast({ words: `${counted(groups.length, 'group')} taken over.` })
      await queryClient.invalidateQueries({ queryKey: [workspace, 'alertRules'] })
      await navigate({ to: '/$workspace/alerts', params: { workspace } })
    },
  })
  const save = useMutation({
    mutationFn: () => client.exportAlertRules({ query: { projectId } }),
    onSuccess: (exported) => saveText(exported.text, 'rules.yaml'),
    onError: toastError,
  })
  const found = read?.text === text && read.projectId === projectId ? read.found : undefined
  const isGood = found !== undefined && found.problems.length === 0 && found.groups.length > 0
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        {projects.length > 1 && (
          <Select
            aria-label="Project"
            value={projectId}
            onChange={({ target }) => setProject(target.value)}
            options={projects.map((project) => ({ value: project.id, word: project.name }))}
          />
        )}
        <label
          className={buttonClass('secondary', 'cursor-pointer focus-within:outline-2 focus-within:outline-accent')}
        >
          <Upload aria-hidden />
          Choose a file
          <input
            type="file"
            accept=".yaml,.yml,.rules,text/yaml"
            className="sr-only"
            onChange={({ target }) => void target.files?.[0]?.text().then(setText, toastError)}
          />
        </label>
        <Button className="ml-auto" pending={save.isPending} onClick={() => save.mutate()}>
          Export what is there
        </Button>
      </div>
      <div>
        <label htmlFor={id} className="mb-1 block text-sm font-medium">
          Rule file
        </label>
        <textarea
          id={id}
          rows={14}
          spellCheck={false}
          value={text}
          placeholder={example}
          onChange={({ target }) => setText(target.value)}
          className="field-sizing-content max-h-[60vh] min-h-72 w-full rounded-md border border-line-strong bg-surface px-2.5 py-2 font-mono text-sm leading-5 placeholder:text-faint hover:border-muted"
        />
      </div>
      {found && <FileProblems problems={found.problems} text={text} />}
      {found && found.groups.length > 0 && <FilePreview groups={found.groups} />}
      {found && found.groups.length === 0 && found.problems.length === 0 && (
        <p className="text-muted">There are no groups in this file.</p>
      )}
      {(preview.isError || take.isError) && <ErrorLine error={take.error ?? preview.error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look={isGood ? 'secondary' : 'primary'}
          refusal={refusal ?? (text.trim() === '' ? 'Paste a rule file first.' : undefined)}
          pending={preview.isPending}
          onClick={() => preview.mutate()}
        >
          Check
        </Button>
        <Button
          look={isGood ? 'primary' : 'secondary'}
          refusal={refusal ?? (isGood ? undefined : 'Check the file first.')}
          pending={take.isPending}
          onClick={() => take.mutate()}
        >
          Take over
        </Button>
      </div>
    </div>
  )
}

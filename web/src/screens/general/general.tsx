import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { WorkspaceDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Fact, Facts } from '../../components/facts.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { counted } from '../../format.ts'
import { sessionQuery, useClient, useRefusal, useWorkspace } from '../../session.ts'
import { LanguageModel } from './language-model.tsx'
import { workspaceQuery } from './queries.ts'
import { SeverityRules } from './severity-rules.tsx'

export function General() {
  const { slug } = useWorkspace()
  const query = useQuery(workspaceQuery(slug))
  return (
    <Screen title="General" lead="The workspace itself: its name, its address, and its end." narrow>
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
        {(workspace) => (
          <>
            <Section title="Name and address">
              <Names workspace={workspace} />
            </Section>
            <Section title="About it">
              <About workspace={workspace} />
            </Section>
            <Section title="Severity of incidents">
              <SeverityRules />
            </Section>
            <Section title="Language model">
              <LanguageModel />
            </Section>
            <Section title="Delete the workspace">
              <Deletion workspace={workspace} />
            </Section>
          </>
        )}
      </Loaded>
    </Screen>
  )
}

function Names({ workspace: { name, slug } }: { workspace: WorkspaceDetail }) {
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('workspace.write')
  const form = useForm({
    initial: { name, slug },
    rules: { name: ({ name }) => rules.filled('A name')(name), slug: ({ slug }) => rules.slug(slug) },
    submit: async (body) => {
      const saved = await client.updateWorkspace({ body })
      // Everything on the screen was asked for under the old address.
      if (saved.slug !== slug) return location.replace(`/app/${saved.slug}/settings/general`)
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: workspaceQuery(slug).queryKey }),
        queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ])
      toast({ words: 'Saved.' })
    },
  })
  const moved = form.values.slug !== slug
  return (
    <Card className="p-4">
      <FormFrame form={form} action="Save" refusal={refusal}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField form={form} name="name" label="Name" hint="As members and invitations see it." />
          <TextField
            form={form}
            name="slug"
            label="Address"
            spellCheck={false}
            hint={`${location.host}/app/${form.values.slug || '…'}`}
            onChange={(event) => form.set('slug', event.target.value.toLowerCase())}
          />
        </div>
        {moved && (
          <p role="status" className="rounded-md bg-degraded-soft px-3 py-2 text-degraded">
            Links and bookmarks with the address <strong className="font-medium">{slug}</strong> lead nowhere from then
            on, and someone else may take it. API keys, DSNs and status pages stay as they are.
          </p>
        )}
      </FormFrame>
    </Card>
  )
}

function About({ workspace: { id, createdAt, memberCount, projectCount } }: { workspace: WorkspaceDetail }) {
  const { slug } = useWorkspace()
  const params = { workspace: slug }
  return (
    <Card className="p-4">
      <Facts>
        <Fact name="Opened">
          <Time at={createdAt} />
        </Fact>
        <Fact name="Members">
          <Link to="/$workspace/settings/members" params={params} className="text-link">
            {counted(memberCount, 'member')}
          </Link>
        </Fact>
        <Fact name="Projects">
          <Link to="/$workspace/settings/projects" params={params} className="text-link">
            {counted(projectCount, 'project')}
          </Link>
        </Fact>
        <Fact name="Id">
          <span className="flex min-w-0 items-center gap-1">
            <code className="min-w-0 text-xs break-all">{id}</code>
            <CopyButton text={id} label="Copy the id" />
          </span>
        </Fact>
      </Facts>
    </Card>
  )
}

/** Loads the page anew after it: nothing of the workspace may be left in it. */
function Deletion({ workspace: { name, slug, memberCount } }: { workspace: WorkspaceDetail }) {
  const client = useClient()
  const refusal = useRefusal('workspace.admin')
  const [deleting, setDeleting] = useState(false)
  return (
    <Card className="flex flex-wrap items-center gap-4 p-4">
      <p className="min-w-0 flex-1 basis-64 text-muted">
        All its incidents, status pages, keys and the audit log go with it. Nothing brings them back.
      </p>
      <Button refusal={refusal} onClick={() => setDeleting(true)}>
        Delete …
      </Button>
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${name}?`}
        action="Delete workspace"
        typeName={slug}
        run={async () => {
          await client.deleteWorkspace({ body: { slug } })
          location.assign('/app/')
        }}
      >
        <ul className="flex list-disc flex-col gap-1 pl-4">
          <li>
            {memberCount === 1 ? 'You lose' : `All ${memberCount} members lose`} access at once, and every key is
            refused.
          </li>
          <li>What its projects send is refused, and its status pages stop answering.</li>
          <li>The data is deleted in the background, which takes from a minute to some hours.</li>
          <li>
            The address <strong className="font-medium text-text">{slug}</strong> stays taken until that is done.
          </li>
        </ul>
      </Confirm>
    </Card>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { Select } from '../../../components/field.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Card, Screen } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { projectsQuery } from '../../projects/queries.ts'
import { CheckForm, typeOptions } from './check-form.tsx'
import type { CheckType } from './spec.ts'

/** Leads to the new monitor, whose first result comes within seconds. */
export function NewCheck() {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('projects.write')
  const projects = useQuery(projectsQuery(workspace))
  const [type, setType] = useState<CheckType>('http')
  const [chosen, setChosen] = useState<string>()
  return (
    <Screen narrow title="New monitor" lead="Say what to look at. Test it before you create it.">
      <Loaded query={projects} skeleton={<SkeletonRows rows={4} />}>
        {({ items }) => {
          const projectId = chosen ?? items[0]?.id ?? ''
          return (
            <Card className="p-4">
              <CheckForm
                key={type}
                type={type}
                action="Create monitor"
                refusal={refusal}
                onCancel={() => void navigate({ to: '/$workspace/monitors/checks', params: { workspace } })}
                before={
                  <>
                    <Choice
                      label="What is checked"
                      value={type}
                      options={typeOptions}
                      onChange={(value) => setType(typeOptions.find((each) => each.value === value)?.value ?? 'http')}
                    />
                    {items.length > 1 && (
                      <Choice
                        label="Project"
                        value={projectId}
                        options={items.map(({ id, name }) => ({ value: id, word: name }))}
                        onChange={setChosen}
                      />
                    )}
                  </>
                }
                submit={async (body) => {
                  const { id } = await client.createCheckMonitor({ body: { ...body, projectId } })
                  await queryClient.invalidateQueries({ queryKey: [workspace, 'monitors'] })
                  await navigate({
                    to: '/$workspace/monitors/checks/$monitorId',
                    params: { workspace, monitorId: id },
                  })
                }}
              />
            </Card>
          )
        }}
      </Loaded>
    </Screen>
  )
}

type ChoiceProps = {
  label: string
  value: string
  options: readonly { value: string; word: string }[]
  onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <Select
        id={id}
        value={value}
        options={options}
        onChange={({ target }) => onChange(target.value)}
        className="h-8.5 w-full pointer-coarse:h-10"
      />
    </div>
  )
}

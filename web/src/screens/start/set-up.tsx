import { useState } from 'react'
import { ApiError, client, type SetUp as SetUpResult } from '../../api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { NewPasswordField, passwordRule } from '../../components/password-field.tsx'
import { rules, useForm } from '../../form.ts'
import { WorkspaceFields } from '../door/workspace-fields.tsx'
import { StartFrame } from './frame.tsx'

type Props = { onDone: (result: SetUpResult, slug: string) => Promise<void> }

/** You, then your workspace. Both are sent together, so that a half-made installation cannot be. */
export function SetUp({ onDone }: Props) {
  const [person, setPerson] = useState<Person>()
  const [step, setStep] = useState<1 | 2>(1)
  const [problem, setProblem] = useState<Partial<Record<string, string>>>({})
  return (
    <>
      <div hidden={step !== 1}>
        <PersonStep
          problem={problem}
          onDone={(values) => {
            setPerson(values)
            setStep(2)
          }}
        />
      </div>
      {step === 2 && person && (
        <WorkspaceStep
          person={person}
          onBack={() => setStep(1)}
          onDone={onDone}
          onPersonProblem={(errors) => {
            setProblem(errors)
            setStep(1)
          }}
        />
      )}
    </>
  )
}

type Person = { name: string; email: string; password: string }

function PersonStep({
  onDone,
  problem,
}: {
  onDone: (person: Person) => void
  problem: Partial<Record<string, string>>
}) {
  const own = useForm<Person>({
    initial: { name: '', email: '', password: '' },
    rules: {
      name: ({ name }) => rules.filled('Your name')(name),
      email: ({ email }) => rules.email(email),
      password: ({ password }) => passwordRule(password),
    },
    submit: (values) => {
      onDone(values)
      return Promise.resolve()
    },
  })
  const form = { ...own, errors: { ...problem, ...own.errors } }
  return (
    <StartFrame
      step={1}
      title="Welcome"
      lead="Watchword is running. Tell it who you are: you will be the owner of the first workspace."
    >
      <FormFrame form={form} action="Continue" wide>
        <TextField form={form} name="name" label="Your name" autoComplete="name" autoFocus />
        <TextField form={form} name="email" label="E-mail address" type="email" autoComplete="email" />
        <NewPasswordField form={form} />
      </FormFrame>
    </StartFrame>
  )
}

type WorkspaceProps = Props & {
  person: Person
  onBack: () => void
  onPersonProblem: (errors: Partial<Record<string, string>>) => void
}

function WorkspaceStep({ person, onDone, onBack, onPersonProblem }: WorkspaceProps) {
  const form = useForm({
    initial: { name: '', slug: '' },
    rules: { name: ({ name }) => rules.filled('A name')(name), slug: ({ slug }) => rules.slug(slug) },
    submit: async (workspace) => {
      try {
        await onDone(await client.setUp({ body: { ...person, workspace } }), workspace.slug)
      } catch (error) {
        const own = error instanceof ApiError ? error.fields.filter(({ path }) => path in person) : []
        if (own.length > 0) onPersonProblem(Object.fromEntries(own.map(({ path, message }) => [path, `${message}.`])))
        throw error
      }
    },
  })
  return (
    <StartFrame
      step={2}
      title="Your workspace"
      lead="It holds your projects, incidents and status pages, and the members who look after them."
    >
      <FormFrame form={form} action="Create workspace" wide onCancel={onBack}>
        <WorkspaceFields form={form} autoFocus />
      </FormFrame>
    </StartFrame>
  )
}

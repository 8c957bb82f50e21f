import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Select } from '../../components/field.tsx'
import { QueryLine } from '../../components/query-line.tsx'
import type { Name } from '../../components/query-text.ts'
import type { PresetId } from '../../components/time-range.ts'
import { TimeRange } from '../../components/time-range.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import type { Asked } from './queries.ts'

type Props = {
  asked: Asked
  onChange: (change: Partial<Asked>) => void
  fallback: PresetId
  names: readonly Name[]
  problem: string | undefined
  /** `Search logs` */
  label: string
  placeholder: string
  children?: ReactNode
}

/** What is asked, of which project and of when; it stays in sight. */
export function SearchBar({ asked, onChange, fallback, names, problem, label, placeholder, children }: Props) {
  return (
    <div className="sticky top-0 z-20 border-b border-line bg-surface px-3 pt-3 pb-2 md:px-4">
      <QueryLine
        label={label}
        placeholder={placeholder}
        query={asked.query}
        onChange={(query) => onChange({ query })}
        names={names}
        problem={problem}
      />
      <div className="-mx-3 mt-2 flex items-center gap-1.5 overflow-x-auto px-3 pb-0.5 md:mx-0 md:px-0.5">
        <TimeRange range={asked.range} fallback={fallback} onChange={(range) => onChange({ range })} />
        <ProjectSelect projectId={asked.projectId} onChange={(projectId) => onChange({ projectId })} />
        <div className="flex-1" />
        {children}
      </div>
    </div>
  )
}

type SelectProps = { projectId: string | undefined; onChange: (projectId: string | undefined) => void }

/** Not there as long as there is only one to choose. */
export function ProjectSelect({ projectId, onChange }: SelectProps) {
  const { slug } = useWorkspace()
  const { data } = useQuery(projectsQuery(slug))
  const projects = data?.items ?? []
  if (projects.length < 2 && projectId === undefined) return null
  const known = projects.map(({ id, name }) => ({ value: id, word: name }))
  const gone = projectId !== undefined && !known.some(({ value }) => value === projectId)
  return (
    <Select
      aria-label="Project"
      value={projectId ?? ''}
      options={[
        { value: '', word: 'All projects' },
        ...known,
        ...(gone && projectId !== undefined ? [{ value: projectId, word: 'A project that is not here' }] : []),
      ]}
      onChange={(event) => onChange(event.target.value || undefined)}
      className="max-w-32 md:max-w-48"
    />
  )
}

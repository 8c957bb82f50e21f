import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Project } from '../../api.ts'
import { useWorkspace } from '../../session.ts'
import { HowToUpload } from './source-maps/how-to-upload.tsx'
import { Maps } from './source-maps/maps.tsx'
import { Missing } from './source-maps/missing.tsx'
import { missingMapsQuery } from './source-maps/queries.ts'
import { Uploads } from './source-maps/uploads.tsx'

/** Which maps are here, which are wanted, and how they get here. */
export function SourceMaps({ project }: { project: Project }) {
  const { slug } = useWorkspace()
  const { data: missing } = useQuery(missingMapsQuery(slug, project.id))
  const release = missing?.items.find((miss) => miss.release !== null)?.release ?? undefined
  return (
    <div className="grid items-start gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex min-w-0 flex-col gap-6">
        <Part title="Missing">
          <Missing projectId={project.id} />
        </Part>
        <Part title="Source maps">
          <Maps projectId={project.id} />
        </Part>
        <Part title="Uploads">
          <Uploads projectId={project.id} />
        </Part>
      </div>
      <Part title="Upload them">
        <HowToUpload project={project} release={release} />
      </Part>
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-2 font-medium">{title}</h3>
      {children}
    </section>
  )
}

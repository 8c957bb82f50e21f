/** Valid requests of the endpoints of projects. */
import { at, made, project, type Make } from './make.ts'

export const projectRequests: Record<string, Make> = {
  listProjects: () => at('/projects'),
  createProject: () => at('/projects', { name: 'Shop' }),
  getProject: async (ctx) => at(`/projects/${await project(ctx)}`),
  updateProject: async (ctx) => at(`/projects/${await project(ctx)}`, { eventsPerMinute: 1_000 }),
  getProjectDeletionPlan: async (ctx) => at(`/projects/${await project(ctx)}/deletion-plan`),
  deleteProject: async (ctx) => {
    const { id, slug } = await made(ctx, 'POST', '/projects', { name: 'Shop' })
    return at(`/projects/${id}`, { slug })
  },
  listProjectDeletions: () => at('/project-deletions'),
}

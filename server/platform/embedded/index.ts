/** "Embedded" means that we start the servers: nobody outside of this folder knows where they come from. */
export { DataDirectoryLocked, DataDirectoryTooNew, dataFormat, lockDataDirectory } from './data-directory.ts'
export { startEmbedded, type EmbeddedStores } from './start.ts'
export * from './backup/index.ts'

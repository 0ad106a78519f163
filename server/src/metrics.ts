/** The bundle with Prometheus' library, which is loaded only where metrics are exported. */
export { createExporter, type Exporter } from './metrics/exporter.ts';
export { startHttpServer, type RunningHttpServer } from './metrics/httpServer.ts';

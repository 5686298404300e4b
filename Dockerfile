# Built by `docker compose build`. The image's own Node is the project's version, so the platform
# packages that bring Node to a developer's machine stay out.
ARG NODE_IMAGE=node:26.10.0-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.base.json tsconfig.json ./
COPY ledger ledger
COPY api api
COPY console console
RUN npm ci

FROM ${NODE_IMAGE} AS modules
WORKDIR /app
COPY package.json package-lock.json ./
COPY ledger/package.json ledger/
COPY api/package.json api/
COPY console/package.json console/
# What the bundles leave outside (ADR 33).
RUN npm ci --omit=dev --omit=optional --ignore-scripts --workspace=ledger
COPY --from=build /build/node_modules/swagger-ui-dist node_modules/swagger-ui-dist

FROM ${NODE_IMAGE}
ENV CONTREMARQUE_PROFILE=production \
    CONTREMARQUE_DATA=/data \
    CONTREMARQUE_HOST=0.0.0.0 \
    CONTREMARQUE_PORT=3000
WORKDIR /app
COPY --from=modules /app ./
COPY ledger/bin ledger/bin
COPY api/bin api/bin
COPY --from=build /build/ledger/dist ledger/dist
COPY --from=build /build/api/dist/bundle api/dist/bundle
COPY --from=build /build/api/terms api/terms
COPY --from=build /build/console/dist console/dist
# The node's own state, and the documents that nodes share.
RUN install --directory --owner=node --group=node --mode=0700 /data /documents
USER node
VOLUME /data
EXPOSE 3000 3443
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.CONTREMARQUE_PORT}/api/v1/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=64", "api/dist/bundle/main.js"]

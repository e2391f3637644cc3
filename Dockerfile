# One file, two images: docker build --build-arg APP=api . or APP=portal.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
ARG APP=api

# What npm needs to know, apart from the sources: packages are installed anew only when this changes.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /workspace
COPY . .
RUN mkdir /manifests \
 && find . -name package.json -not -path '*/node_modules/*' -exec cp --parents {} /manifests ';' \
 && cp package-lock.json .npmrc /manifests

FROM ${NODE_IMAGE} AS build
WORKDIR /workspace
ENV NX_DAEMON=false NX_NO_CLOUD=true CI=true
COPY --from=manifests /manifests ./
RUN npm ci
COPY . .
RUN npx nx run-many -t build -p @clinic/api,@clinic/portal,@clinic/portal-server

# No script of a package runs here: none of those that serve needs one.
FROM ${NODE_IMAGE} AS packages
WORKDIR /workspace
COPY --from=manifests /manifests ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && rm -rf node_modules/@clinic

FROM ${NODE_IMAGE} AS runtime
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /workspace/node_modules ./node_modules
USER node

FROM runtime AS api
COPY --from=build /workspace/apps/api/package.json ./apps/api/
COPY --from=build /workspace/apps/api/dist ./apps/api/dist
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://localhost:${process.env.PORT || 3333}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/api/dist/main.js"]

FROM runtime AS portal
ENV PORTAL_DIST_DIR=/app/apps/portal/dist
COPY --from=build /workspace/apps/portal-server/package.json ./apps/portal-server/
COPY --from=build /workspace/apps/portal-server/dist ./apps/portal-server/dist
COPY --from=build /workspace/apps/portal/dist ./apps/portal/dist
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://localhost:${process.env.PORT || 4200}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/portal-server/dist/main.js"]

FROM ${APP} AS final

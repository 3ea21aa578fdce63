# One image for every function: FUNCTION_TARGET names the one that a container runs.
# A tag can change under you. Pin it: --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:<digest>, where
# `docker buildx imagetools inspect node:24.21.0-bookworm-slim` tells the digest.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY functions functions
COPY shared shared
COPY scripts scripts
RUN node scripts/build.ts /app && mkdir /app/.cache && chown 65532:65532 /app/.cache
# Node takes compiled code only for the same path, user, Node and processor: those of the last stage.
USER 65532:65532
RUN NODE_COMPILE_CACHE=/app/.cache node scripts/warm.ts /app

FROM ${NODE_IMAGE}
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.cache
COPY --from=build /app /app
USER 65532:65532
WORKDIR /app
EXPOSE 8080
CMD ["sh", "-c", "exec node \"/app/${FUNCTION_TARGET:?must name a function, such as create}/main.mjs\""]

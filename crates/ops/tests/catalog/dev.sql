-- Development, as the schema-repair document has it: the exports table right, its analytics wrong, what prod lacks.
CREATE TABLE "bazaar-vid_user" (id character varying(255) PRIMARY KEY, email text);
CREATE TABLE "bazaar-vid_project" (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id character varying(255) REFERENCES "bazaar-vid_user", title text);
CREATE TABLE "bazaar-vid_exports" (
    id uuid DEFAULT gen_random_uuid() NOT NULL, user_id character varying(255) NOT NULL, project_id uuid NOT NULL, render_id text NOT NULL,
    status text DEFAULT 'pending' NOT NULL, progress integer DEFAULT 0, format text DEFAULT 'mp4' NOT NULL, quality text DEFAULT 'high' NOT NULL,
    output_url text, file_size integer, duration integer, error text, metadata jsonb, download_count integer DEFAULT 0,
    last_downloaded_at timestamp without time zone, created_at timestamp without time zone DEFAULT now() NOT NULL, completed_at timestamp without time zone,
    CONSTRAINT "bazaar-vid_exports_pkey" PRIMARY KEY (id), CONSTRAINT exports_render_id_unique UNIQUE (render_id),
    CONSTRAINT exports_user_fk FOREIGN KEY (user_id) REFERENCES "bazaar-vid_user" (id) ON DELETE CASCADE,
    CONSTRAINT exports_project_fk FOREIGN KEY (project_id) REFERENCES "bazaar-vid_project" (id) ON DELETE CASCADE);
CREATE INDEX exports_user_idx ON "bazaar-vid_exports" (user_id);
CREATE INDEX exports_project_idx ON "bazaar-vid_exports" (project_id);
CREATE INDEX exports_render_idx ON "bazaar-vid_exports" (render_id);
CREATE INDEX exports_created_idx ON "bazaar-vid_exports" (created_at);
CREATE TABLE "bazaar-vid_export_analytics" (id uuid PRIMARY KEY, export_id text, event text);
CREATE TABLE "bazaar-vid_api_usage_metric" (id bigint PRIMARY KEY, model text, tokens integer);
CREATE TABLE "bazaar-vid_promo_codes" (id uuid PRIMARY KEY, code text UNIQUE);
CREATE TABLE "bazaar-vid_promo_code_usage" (id uuid PRIMARY KEY, promo_code_id uuid REFERENCES "bazaar-vid_promo_codes");
CREATE TABLE "bazaar-vid_paywall_events" (id uuid PRIMARY KEY, event text);
CREATE TABLE "bazaar-vid_paywall_analytics" (id uuid PRIMARY KEY, views integer);
CREATE SCHEMA auth; CREATE FUNCTION auth.user_id() RETURNS text LANGUAGE sql AS $$ SELECT current_setting('request.jwt', true) $$;
CREATE SCHEMA neon_auth; CREATE TABLE neon_auth.users_sync (id text PRIMARY KEY, raw_json jsonb);
CREATE SCHEMA pgrst; CREATE FUNCTION pgrst.pre_config() RETURNS void LANGUAGE sql AS $$ SELECT $$;
INSERT INTO "bazaar-vid_user" SELECT 'user_' || n, 'u' || n || '@example.com' FROM generate_series(1, 20) n;

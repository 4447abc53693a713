-- Production, as the schema-repair document has it: phases 2 to 5 and 7.
CREATE TABLE "bazaar-vid_user" (id character varying(255) PRIMARY KEY, email text);
CREATE TABLE "bazaar-vid_project" (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id character varying(255) REFERENCES "bazaar-vid_user", title text);
CREATE TABLE "bazaar-vid_exports" (
    id text NOT NULL, user_id text NOT NULL, project_id text NOT NULL, render_id text NOT NULL, status text DEFAULT 'pending' NOT NULL,
    progress integer DEFAULT 0, format text DEFAULT 'mp4' NOT NULL, quality text DEFAULT 'high' NOT NULL, output_url text, file_size integer,
    duration integer, error text, metadata jsonb, download_count integer DEFAULT 0, last_downloaded_at timestamp without time zone,
    created_at timestamp without time zone DEFAULT now() NOT NULL, completed_at timestamp without time zone,
    CONSTRAINT "bazaar-vid_exports_pkey" PRIMARY KEY (id));
CREATE TABLE "bazaar-vid_export_analytics" (id uuid PRIMARY KEY, export_id uuid, event text);
CREATE TABLE "bazaar-vid_api_usage_metric" (id bigint PRIMARY KEY, model text, tokens integer);
CREATE TABLE api_usage_metric (id bigint PRIMARY KEY, model text, tokens integer);
CREATE TABLE "bazaar-vid_component_error" (id bigint PRIMARY KEY, message text);
CREATE TABLE "bazaar-vid_patch" (id bigint PRIMARY KEY, body jsonb);
CREATE TABLE "bazaar-vid_scene_plan" (id bigint PRIMARY KEY, plan text);
CREATE TABLE "bazaar-vid_scene_specs" (id bigint PRIMARY KEY, specs text);
CREATE TABLE "bazaar-vid_project_memory" (id bigint PRIMARY KEY, content text);
CREATE TABLE "bazaar-vid_metric" (id bigint PRIMARY KEY, value numeric);
CREATE TABLE "bazaar-vid_agent_message" (id bigint PRIMARY KEY, said text);
INSERT INTO "bazaar-vid_user" SELECT 'user_' || n, 'u' || n || '@example.com' FROM generate_series(1, 20) n;
INSERT INTO "bazaar-vid_project" SELECT md5('p' || n)::uuid, 'user_' || n, 'p' || n FROM generate_series(1, 20) n;
INSERT INTO "bazaar-vid_exports" (id, user_id, project_id, render_id) SELECT md5('e' || n)::uuid::text, 'user_' || n, md5('p' || n)::uuid::text, 'r' || n FROM generate_series(1, 20) n;
INSERT INTO api_usage_metric SELECT n, 'm', n FROM generate_series(1, 15) n;
INSERT INTO "bazaar-vid_api_usage_metric" SELECT n, 'm', n FROM generate_series(10, 30) n;
INSERT INTO "bazaar-vid_project_memory" SELECT n, 'c' FROM generate_series(1, 621) n;
INSERT INTO "bazaar-vid_metric" SELECT n, n FROM generate_series(1, 389) n;
INSERT INTO "bazaar-vid_agent_message" SELECT n, 's' FROM generate_series(1, 3) n;

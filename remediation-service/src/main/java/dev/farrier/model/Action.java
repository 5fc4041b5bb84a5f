package dev.farrier.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an executor does: fully rendered but for secrets. */
public sealed interface Action permits Action.Process, Action.Script, Action.Http, Action.WaitUntil {

    /** The action's type, as in the allow-list of executors: {@code process, script, http, waitUntil}. */
    String type();

    /** For people: what is done, in one line. */
    String summary();

    /**
     * A program; or what an action type that was added to Farrier does, whose arguments and texts travel in the same form.
     *
     * @param argv the program and its arguments, never a shell string; at least one
     * @param cwd working directory; null: a fresh empty one
     * @param user run as this user; null: as the worker
     * @param type {@code process}, or the name of the added type
     */
    record Process(
            List<String> argv,
            SortedMap<String, ActionText> env,
            @Nullable String cwd,
            @Nullable String user,
            String type)
            implements Action {
        public static final String TYPE = "process";

        public Process(
                List<String> argv, SortedMap<String, ActionText> env, @Nullable String cwd, @Nullable String user) {
            this(argv, env, cwd, user, TYPE);
        }

        /**
         * What an added action type does.
         *
         * @param arguments at least one
         * @param texts may hold secrets
         */
        public static Process ofType(String type, List<String> arguments, SortedMap<String, ActionText> texts) {
            return new Process(arguments, texts, null, null, type);
        }

        public Process {
            argv = List.copyOf(argv);
            if (argv.isEmpty()) {
                throw new IllegalArgumentException("argv is empty");
            }
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        }

        @Override
        public String summary() {
            return (type.equals(TYPE) ? "" : type + " ") + String.join(" ", argv);
        }
    }

    /**
     * @param path path in the policy repository; for people
     * @param sha256 hex digest of the content's UTF-8 bytes; the worker refuses another content
     * @param args arguments, never parsed by a shell
     */
    record Script(
            String path,
            String content,
            String sha256,
            List<String> args,
            SortedMap<String, ActionText> env,
            @Nullable String cwd,
            @Nullable String user)
            implements Action {
        public static final String TYPE = "script";

        public Script {
            args = List.copyOf(args);
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String summary() {
            return path + (args.isEmpty() ? "" : " " + String.join(" ", args));
        }

        Script withoutContent() {
            return new Script(path, "", sha256, args, env, cwd, user);
        }
    }

    /** One request; it succeeds when the response is as expected. */
    record Http(HttpCall call) implements Action {
        public static final String TYPE = "http";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String summary() {
            return call.method() + " " + call.url();
        }
    }

    /**
     * Repeats a request until the responses have been as expected for some time without a break. Holds no slot of the worker.
     *
     * @param every milliseconds between two requests, at least 100
     * @param forMillis how long the responses must be as expected; 0: once is enough
     */
    record WaitUntil(HttpCall call, long every, long forMillis) implements Action {
        public static final String TYPE = "waitUntil";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public String summary() {
            return "wait until " + call.url() + " answers " + (call.status() == 0 ? "2xx" : call.status())
                    + (call.expectBody() == null ? "" : " '" + call.expectBody() + "'");
        }
    }

    /**
     * @param status expected status; 0: any of 200–299
     * @param expectBody expected body after trimming; null: any
     * @param timeout milliseconds for one request
     */
    record HttpCall(
            String method,
            ActionText url,
            SortedMap<String, ActionText> headers,
            ActionText body,
            int status,
            @Nullable String expectBody,
            long timeout) {
        public HttpCall {
            headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        }
    }
}

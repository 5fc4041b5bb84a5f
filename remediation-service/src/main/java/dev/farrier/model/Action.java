package dev.farrier.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an executor does, fully rendered: no policy, nothing left to decide, and only secrets left to put in. */
public sealed interface Action permits Action.Process, Action.Script, Action.Http, Action.WaitUntil {

    /** The allow-list name of the action's type: {@code process, script, http, waitUntil}. */
    String type();

    /**
     * @param argv the program and its arguments, never a shell string; at least one
     * @param cwd working directory; null: a fresh empty one
     * @param user run as this user; null: as the worker
     */
    record Process(
            List<String> argv,
            SortedMap<String, ActionText> env,
            @Nullable String cwd,
            @Nullable String user) implements Action {
        public Process {
            argv = List.copyOf(argv);
            if (argv.isEmpty()) {
                throw new IllegalArgumentException("argv is empty");
            }
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        }

        @Override
        public String type() {
            return "process";
        }
    }

    /**
     * @param path where it stands in the policy repository; for people
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
        public Script {
            args = List.copyOf(args);
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        }

        @Override
        public String type() {
            return "script";
        }

        Script withoutContent() {
            return new Script(path, "", sha256, args, env, cwd, user);
        }
    }

    /** One request; it succeeds when the answer is as expected. */
    record Http(HttpCall call) implements Action {
        @Override
        public String type() {
            return "http";
        }
    }

    /**
     * Asks again and again until the answer has been as expected without a break for some time. Holds no worker slot.
     *
     * @param every milliseconds between two requests, at least 100
     * @param forMillis how long the answer must stay as expected; 0: once is enough
     */
    record WaitUntil(HttpCall call, long every, long forMillis) implements Action {
        @Override
        public String type() {
            return "waitUntil";
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

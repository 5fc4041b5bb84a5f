package dev.farrier.api.server;

import dev.farrier.api.HttpProblem;
import dev.farrier.api.Routes;
import dev.farrier.api.SendRate;
import dev.farrier.api.access.AccessControl;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server, with any {@link Routes}. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final Pattern CHARSET = Pattern.compile(
            ";\\s*charset\\s*=\\s*(\"(?<quoted>[^\"]*)\"|(?<plain>[^;\\s]*))", Pattern.CASE_INSENSITIVE);

    private final Javalin javalin;

    private HttpServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /** Loads the classes, which takes half a second in a new JVM; to be called before, on another thread, where time matters. */
    public static void preload() {
        var unused = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
        });
    }

    /** @throws IOException when the address can't be listened on, e.g. because the port is in use */
    public static HttpServer start(HttpConfig http, Routes... routes) throws IOException {
        return start(http, SendRate.WINDOW, routes);
    }

    static HttpServer start(HttpConfig http, Duration headWindow, Routes... routes) throws IOException {
        Javalin javalin = Javalin.create(config -> configure(config, http, routes));
        try {
            javalin.start();
            for (Connector connector : javalin.jettyServer().server().getConnectors()) {
                if (connector instanceof ServerConnector listening) {
                    listening.addBean(new SlowHeaderGuard(listening.getScheduler(), headWindow));
                }
            }
            return new HttpServer(javalin);
        } catch (JavalinBindException e) {
            javalin.stop();
            throw new IOException(
                    "cannot listen on " + http.host() + ":" + http.port()
                            + " (address in use, or not of this machine); set http.host and http.port",
                    e);
        }
    }

    private static void configure(JavalinConfig config, HttpConfig http, Routes[] routes) {
        config.jetty.host = http.host();
        config.jetty.port = http.port();
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.jetty.modifyHttpConfiguration(jetty -> {
            jetty.setSendServerVersion(false);
            // else Jetty takes a header, a token too, for one that it has seen on this connection in another case
            jetty.setHeaderCacheCaseSensitive(true);
            // also for a client that does not read its answer
            jetty.setIdleTimeout(SendRate.WINDOW.toMillis());
        });
        config.routes.before(http.names()::check);
        config.routes.before(AccessControl::refuseOtherSites);
        config.routes.before(HttpServer::checkCharset);
        config.routes.beforeMatched(http.access()::guard);
        for (Routes some : routes) {
            some.addTo(config.routes);
        }
        config.routes.exception(HttpProblem.class, (problem, ctx) -> problem.answer(ctx));
        config.routes.exception(
                HttpResponseException.class,
                (e, ctx) -> HttpProblem.of(e.getStatus(), ctx.path(), String.valueOf(e.getMessage()))
                        .answer(ctx));
        config.routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {} failed", ctx.method(), ctx.path(), e);
            HttpProblem.of(500, "", "internal error; see the log of the service")
                    .answer(ctx);
        });
    }

    /** Bodies are read as UTF-8. Javalin answers 500 when the request names a charset that the JDK does not know. */
    private static void checkCharset(Context ctx) {
        // not ctx.contentType(): that is what fails
        String contentType = ctx.header("Content-Type");
        Matcher matcher = CHARSET.matcher(contentType == null ? "" : contentType);
        while (matcher.find()) {
            String quoted = matcher.group("quoted");
            String charset = quoted == null ? matcher.group("plain") : quoted;
            if (!isSupported(charset)) {
                throw HttpProblem.of(415, "Content-Type", "unknown charset '" + charset + "'; send UTF-8");
            }
        }
    }

    private static boolean isSupported(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The port it listens on, also where any free one was asked for. */
    public int port() {
        return javalin.port();
    }

    /** Accepts no new requests and waits a few seconds for those under way. */
    @Override
    public void close() {
        javalin.stop();
    }
}

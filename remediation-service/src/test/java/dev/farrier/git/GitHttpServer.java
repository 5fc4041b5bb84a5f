package dev.farrier.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Serves one repository by Git's smart HTTP, with a token or without. */
final class GitHttpServer implements AutoCloseable {
    private static final String SERVICE = "git-upload-pack";

    private final HttpServer server;
    private final Repository repository;

    /** Authorization headers of all requests that had one. */
    final List<String> shown = new CopyOnWriteArrayList<>();

    /** Empty: everybody may read. */
    volatile String token = "";

    /** Where every request is sent to; empty: it is answered. */
    volatile String redirect = "";

    volatile int status = 200;

    GitHttpServer(Repository repository) throws IOException {
        this.repository = repository;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return url("127.0.0.1");
    }

    String url(String host) {
        return "http://" + host + ":" + server.getAddress().getPort() + "/policies.git";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                shown.add(authorization);
            }
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else if (!redirect.isEmpty()) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                redirect + exchange.getRequestURI().toString().replaceFirst("^/policies.git", ""));
                exchange.sendResponseHeaders(302, -1);
            } else if (!token.isEmpty() && !("Basic " + basic()).equals(authorization)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                serve(exchange);
            }
        }
    }

    private String basic() {
        return Base64.getEncoder().encodeToString(("git:" + token).getBytes(StandardCharsets.UTF_8));
    }

    private void serve(HttpExchange exchange) throws IOException {
        boolean advertise = exchange.getRequestURI().getPath().endsWith("/info/refs");
        UploadPack pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null) {
            pack.setExtraParameters(List.of(protocol.split(":")));
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        if (advertise) {
            PacketLineOut out = new PacketLineOut(answer);
            out.writeString("# service=" + SERVICE + "\n");
            out.end();
            pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out), SERVICE);
        } else {
            boolean packed = Objects.equals(exchange.getRequestHeaders().getFirst("Content-Encoding"), "gzip");
            InputStream in = exchange.getRequestBody();
            pack.upload(packed ? new GZIPInputStream(in) : in, answer, null);
        }
        exchange.getResponseHeaders()
                .set("Content-Type", "application/x-" + SERVICE + (advertise ? "-advertisement" : "-result"));
        exchange.sendResponseHeaders(200, answer.size());
        try (OutputStream out = exchange.getResponseBody()) {
            answer.writeTo(out);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

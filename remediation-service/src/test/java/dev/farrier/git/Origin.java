package dev.farrier.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.Signers;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** A bare repository, and what its users do with it. */
public final class Origin implements AutoCloseable {
    private static final PersonIdent ANN =
            new PersonIdent("Ann", "ann@example.org", Instant.parse("2026-11-29T08:00:00Z"), ZoneOffset.UTC);

    private final Repository repository;

    /** What a name in a tree stands for. */
    public record Entry(FileMode mode, byte[] content, ObjectId id) {
        public static Entry file(String text) {
            return new Entry(FileMode.REGULAR_FILE, text.getBytes(StandardCharsets.UTF_8), ObjectId.zeroId());
        }

        static Entry link(String target) {
            return new Entry(FileMode.SYMLINK, target.getBytes(StandardCharsets.UTF_8), ObjectId.zeroId());
        }

        static Entry submodule() {
            return new Entry(
                    FileMode.GITLINK, new byte[0], ObjectId.fromString("0123456789012345678901234567890123456789"));
        }
    }

    public Origin(Path directory) {
        IsolatedSystem.install();
        try {
            repository = new FileRepositoryBuilder()
                    .setGitDir(directory.toFile())
                    .setBare()
                    .build();
            repository.create(true);
            repository.updateRef(Constants.HEAD, true).link("refs/heads/main");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Repository repository() {
        return repository;
    }

    public String url() {
        return repository.getDirectory().toURI().toString().replaceFirst("^file:/+", "file:///");
    }

    /** A commit on main, on top of what is there. */
    public String commit(Map<String, String> files) {
        Map<String, Entry> entries = new TreeMap<>();
        files.forEach((path, text) -> entries.put(path, Entry.file(text)));
        return commit("main", entries, branch("main"));
    }

    /** A commit on a branch, which is moved there whatever it was. */
    String commit(String branch, Map<String, Entry> entries, ObjectId... parents) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId tree = tree(inserter, new TreeMap<>(entries));
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree);
            for (ObjectId parent : parents) {
                if (!parent.equals(ObjectId.zeroId())) {
                    commit.addParentId(parent);
                }
            }
            commit.setAuthor(ANN);
            commit.setCommitter(ANN);
            commit.setMessage("Change " + entries.keySet().stream().findFirst().orElse("nothing") + "\n\nBecause.\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            move("refs/heads/" + branch, id);
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A commit on main, signed with a private key. */
    String signedCommit(Map<String, String> files, Path key) throws Exception {
        Map<String, Entry> entries = new TreeMap<>();
        files.forEach((path, text) -> entries.put(path, Entry.file(text)));
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree(inserter, new TreeMap<>(entries)));
            commit.setAuthor(ANN);
            commit.setCommitter(ANN);
            commit.setMessage("Signed\n");
            StoredConfig config = repository.getConfig();
            config.setString("gpg", null, "format", "ssh");
            Signers.get(GpgConfig.GpgFormat.SSH)
                    .signObject(repository, new GpgConfig(config), commit, ANN, key.toString(), null);
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            move("refs/heads/main", id);
            return id.name();
        }
    }

    String annotatedTag(String name, String commit) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            TagBuilder tag = new TagBuilder();
            tag.setTag(name);
            tag.setObjectId(ObjectId.fromString(commit), Constants.OBJ_COMMIT);
            tag.setTagger(ANN);
            tag.setMessage(name);
            ObjectId id = inserter.insert(tag);
            inserter.flush();
            move("refs/tags/" + name, id);
            return id.name();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code git push --force}. */
    public void move(String ref, ObjectId to) {
        try {
            RefUpdate update = repository.updateRef(ref);
            update.setNewObjectId(to);
            update.setForceUpdate(true);
            update.forceUpdate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String ref) {
        try {
            RefUpdate update = repository.updateRef(ref);
            update.setForceUpdate(true);
            update.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void defaultBranch(String branch) {
        try {
            repository.updateRef(Constants.HEAD, true).link("refs/heads/" + branch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ObjectId branch(String name) {
        try {
            ObjectId id = repository.resolve("refs/heads/" + name);
            return id == null ? ObjectId.zeroId() : id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of names as they are given, whether a file can be called so or not. */
    private static ObjectId tree(ObjectInserter inserter, TreeMap<String, Entry> entries) throws IOException {
        TreeMap<String, TreeMap<String, Entry>> folders = new TreeMap<>();
        TreeMap<String, Entry> sorted = new TreeMap<>();
        entries.forEach((path, entry) -> {
            int slash = path.indexOf('/');
            if (slash > 0) {
                folders.computeIfAbsent(path.substring(0, slash), f -> new TreeMap<>())
                        .put(path.substring(slash + 1), entry);
            } else {
                sorted.put(path, entry);
            }
        });
        for (Map.Entry<String, TreeMap<String, Entry>> folder : folders.entrySet()) {
            // Git sorts directories as if a slash followed
            sorted.put(folder.getKey() + "/", new Entry(FileMode.TREE, new byte[0], tree(inserter, folder.getValue())));
        }
        TreeFormatter formatter = new TreeFormatter();
        for (Map.Entry<String, Entry> each : sorted.entrySet()) {
            Entry entry = each.getValue();
            boolean stored = entry.mode() == FileMode.TREE || entry.mode() == FileMode.GITLINK;
            ObjectId id = stored ? entry.id() : inserter.insert(Constants.OBJ_BLOB, entry.content());
            String name = each.getKey();
            byte[] bytes = (entry.mode() == FileMode.TREE ? name.substring(0, name.length() - 1) : name)
                    .replace('\u2215', '/')
                    .getBytes(StandardCharsets.UTF_8);
            formatter.append(bytes, 0, bytes.length, entry.mode(), id, true);
        }
        return inserter.insert(formatter);
    }

    @Override
    public void close() {
        repository.close();
    }
}

// Reads a log that was exported as tiles with the Go project's own code for checksum databases, which nobody here wrote:
//
//	audit-go TILES KEY
//
// It checks the checkpoint's signature, every entry's place in the tree, and that every smaller tree is a beginning of
// the whole. The only thing done to the files is that their paths leave out the height of tiles.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type tiles struct{ folder string }

func (t tiles) Height() int                       { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAILS:", err)
		os.Exit(1)
	}
}

// The entries of a bundle, each after its length in two bytes.
func entries(folder string, size int64) [][]byte {
	var all [][]byte
	for start := int64(0); start < size; start += 256 {
		tile := tlog.Tile{H: 8, L: 0, N: start / 256, W: int(min(256, size-start))}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		bytes, err := os.ReadFile(filepath.Join(folder, path))
		must(err)
		for len(bytes) > 0 {
			length := int(bytes[0])<<8 | int(bytes[1])
			all = append(all, bytes[2:2+length])
			bytes = bytes[2+length:]
		}
	}
	return all
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func main() {
	folder, key := os.Args[1], os.Args[2]
	verifier, err := note.NewVerifier(key)
	must(err)
	checkpoint, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	must(err)
	signed, err := note.Open(checkpoint, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], raw)

	reader := tlog.TileHashReader(tree, tiles{folder})
	all := entries(folder, size)
	if int64(len(all)) != size {
		must(fmt.Errorf("%d entries, the checkpoint says %d", len(all), size))
	}
	for index, entry := range all {
		proof, err := tlog.ProveRecord(size, int64(index), reader)
		must(err)
		must(tlog.CheckRecord(proof, size, tree.Hash, int64(index), tlog.RecordHash(entry)))
	}
	for old := int64(1); old <= size; old += 1 + old/7 {
		root, err := tlog.TreeHash(old, reader)
		must(err)
		proof, err := tlog.ProveTree(size, old, reader)
		must(err)
		must(tlog.CheckTree(proof, size, tree.Hash, old, root))
	}
	fmt.Printf("HOLDS: %d entries of %s\n", size, lines[0])
}
